import { ulid } from 'ulid';

/** What an id of each kind begins with. */
export type IdPrefix = 'wf' | 'run' | 'ten' | 'key';

/** Crockford's alphabet; the first character of a ULID is at most 7, as its time has 48 bits. */
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** A new id, e.g. `run_01JD3Z8S4J0000000000000001`: sorted by the time that it is given, in epoch milliseconds. */
export const newId = (prefix: IdPrefix, now: number): string => `${prefix}_${ulid(now)}`;

/** Whether a text can be an id at all. What cannot be one is answered like an id that does not exist. */
export const isId = (prefix: IdPrefix, text: string): boolean =>
  text.startsWith(`${prefix}_`) && ULID.test(text.slice(prefix.length + 1));
