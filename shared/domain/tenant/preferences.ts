import { RequestError } from '../errors.ts';
import type { User } from './user.ts';

const MAX_BYTES = 8192;

/**
 * Preferences with some of their keys set, or taken away by null (a merge patch of the first level: what lies deeper is
 * replaced as a whole).
 * @throws RequestError 422 PREFERENCES_TOO_LARGE
 */
export function mergePreferences(before: User['preferences'], patch: User['preferences']): User['preferences'] {
  const after = Object.fromEntries(Object.entries({ ...before, ...patch }).filter(([, value]) => value !== null));
  const bytes = Buffer.byteLength(JSON.stringify(after));
  if (bytes <= MAX_BYTES) return after;
  const message = `Preferences have at most ${MAX_BYTES} bytes of JSON in all; these would have ${bytes}.`;
  throw new RequestError(422, 'PREFERENCES_TOO_LARGE', message);
}
