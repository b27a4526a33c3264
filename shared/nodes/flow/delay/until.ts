import type { Json, JsonObject } from '../../../domain/json/json.ts';
import { PermanentNodeError } from '../../../domain/node/errors.ts';

/** The longest that any run may last. */
export const MAX_DELAY_SECONDS = 300 * 24 * 3600;

/**
 * When a delay is over, in epoch milliseconds; a moment that has passed is over at once.
 * @throws PermanentNodeError `DELAY_INVALID`
 */
export function delayEnd({ seconds, until }: JsonObject, now: number): number {
  if ((seconds === undefined) === (until === undefined)) throw invalid('Either seconds or until must be given.');
  return seconds === undefined ? endAt(until, now) : now + secondsOf(seconds) * 1000;
}

function secondsOf(seconds: Json): number {
  if (typeof seconds !== 'number' || !(seconds >= 0 && seconds <= MAX_DELAY_SECONDS)) {
    throw invalid(`seconds must be a number from 0 to ${MAX_DELAY_SECONDS} (300 days).`);
  }
  return seconds;
}

function endAt(until: Json | undefined, now: number): number {
  const end = typeof until === 'string' ? parseInstant(until) : undefined;
  if (end === undefined) {
    throw invalid('until must be a time in ISO 8601 with an offset, such as 2026-01-31T09:00:00+01:00.');
  }
  if (end - now > MAX_DELAY_SECONDS * 1000) throw invalid('until must not be more than 300 days from now.');
  return end;
}

const INSTANT =
  /^(\d{4})-(\d\d)-(\d\d)T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** @returns epoch milliseconds of a moment in ISO 8601 with an offset; undefined for any other text */
export function parseInstant(text: string): number | undefined {
  const match = INSTANT.exec(text);
  if (!match) return undefined;
  // Date.parse takes 30 February for 2 March: the day must come back as it was.
  const [year, month, day] = match.slice(1, 4).map(Number);
  const date = new Date(`${match[1]}-${match[2]}-${match[3]}T00:00:00Z`);
  const isReal = date.getUTCFullYear() === year && date.getUTCMonth() + 1 === month && date.getUTCDate() === day;
  return isReal ? Date.parse(text) : undefined;
}

const invalid = (message: string): PermanentNodeError => new PermanentNodeError('DELAY_INVALID', message);
