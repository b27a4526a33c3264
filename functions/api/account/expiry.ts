import * as z from 'zod';
import { RequestError } from '../../../shared/domain/errors.ts';

/** A time as text, with its zone; null for none. */
export const ExpirySchema = z.iso.datetime({ offset: true }).nullable();

/**
 * Reads what `ExpirySchema` accepted.
 * @returns epoch milliseconds
 * @throws RequestError 422 INVALID_BODY for what is not to come
 */
export function readExpiry<Text extends string | null | undefined>(
  text: Text,
  now: number,
): number | Exclude<Text, string> {
  if (typeof text !== 'string') return text as Exclude<Text, string>;
  const time = Date.parse(text);
  if (time > now) return time;
  throw new RequestError(422, 'INVALID_BODY', 'The body is not acceptable.', {
    details: [{ path: '/expiresAt', code: 'OUT_OF_RANGE', message: 'It must lie in the future.' }],
  });
}
