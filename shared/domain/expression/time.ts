import { failed } from './errors.ts';
import { type Signature, signature } from './signature.ts';
import { Duration, Timestamp } from './value.ts';
import type { Work } from './work.ts';

/** RFC 3339. */
const TIMESTAMP = /^(\d{4})-(\d\d)-(\d\d)T\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;
const FIRST_MS = Date.parse('0001-01-01T00:00:00Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

const UNIT_MS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
const MAX_DURATION_LENGTH = 64;
const DURATION = /^[+-]?(?:\d+(?:\.\d+)?(?:h|ms|m|s))+$/;
const DURATION_PART = /(\d+(?:\.\d+)?)(h|ms|m|s)/g;

/** Reading a date costs about this much more than a node of the tree. */
const PARSE_UNITS = 40;

const WANTED = 'Write it as 2026-01-31T09:30:00Z.';

export function inRange(ms: number): Timestamp {
  if (ms >= FIRST_MS && ms <= LAST_MS) return new Timestamp(ms);
  throw failed('The timestamp is outside the years 1 to 9999.');
}

function parseTimestamp(text: string, work: Work): Timestamp {
  work.spend(PARSE_UNITS);
  const [, year, month, day] = TIMESTAMP.exec(text) ?? [];
  const ms = Date.parse(text);
  // Date.parse takes the 31st of any month for the 1st of the next.
  const exists = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
  if (year === undefined || Number.isNaN(ms) || !exists)
    throw failed('timestamp() does not understand the string.', WANTED);
  return inRange(ms);
}

function parseDuration(text: string, work: Work): Duration {
  work.spend(PARSE_UNITS + Math.min(text.length, MAX_DURATION_LENGTH));
  if (text.length > MAX_DURATION_LENGTH || !DURATION.test(text)) {
    throw failed('duration() does not understand the string.', 'Write it as 1h30m, 90s or 250ms.');
  }
  let ms = 0;
  for (const [, amount, unit] of text.matchAll(DURATION_PART)) ms += Number(amount) * (UNIT_MS[unit ?? ''] ?? 0);
  return new Duration(text.startsWith('-') ? -ms : ms);
}

export const TIME_FUNCTIONS: Readonly<Record<string, Signature>> = {
  'timestamp/1': signature(['any'], ([value], work) => {
    if (value instanceof Timestamp) return value;
    if (typeof value === 'number') return inRange(value * 1000);
    if (typeof value === 'string') return parseTimestamp(value, work);
    throw failed('timestamp() takes a string or seconds since 1970.', WANTED);
  }),
  'duration/1': signature(['string'], ([text], work) => parseDuration(text, work)),
};

const part = (read: (date: Date) => number): Signature =>
  signature(['timestamp'], ([timestamp]) => read(new Date(timestamp.ms)));

const inUnit = (unit: string): Signature =>
  signature(['duration'], ([duration]) => Math.trunc(duration.ms / (UNIT_MS[unit] ?? 1)));

/** Parts of a moment in UTC, numbered as CEL does: months and days of the month from 0, `getDate` from 1. */
export const TIMESTAMP_METHODS: Readonly<Record<string, Signature>> = {
  'getFullYear/0': part((date) => date.getUTCFullYear()),
  'getMonth/0': part((date) => date.getUTCMonth()),
  'getDate/0': part((date) => date.getUTCDate()),
  'getDayOfMonth/0': part((date) => date.getUTCDate() - 1),
  'getDayOfWeek/0': part((date) => date.getUTCDay()),
  'getHours/0': part((date) => date.getUTCHours()),
  'getMinutes/0': part((date) => date.getUTCMinutes()),
  'getSeconds/0': part((date) => date.getUTCSeconds()),
  'getMilliseconds/0': part((date) => date.getUTCMilliseconds()),
};

/** The whole of a duration in one unit, without the fraction. */
export const DURATION_METHODS: Readonly<Record<string, Signature>> = {
  'getHours/0': inUnit('h'),
  'getMinutes/0': inUnit('m'),
  'getSeconds/0': inUnit('s'),
  'getMilliseconds/0': inUnit('ms'),
};
