import { randomFillSync } from 'node:crypto';
import { ulid } from 'ulid';

/** What an id of each kind begins with. */
export type IdPrefix = 'wf' | 'run' | 'ten' | 'key' | 'usr' | 'inv' | 'conn' | 'job' | 'aud';

/** Crockford's alphabet; the first character of a ULID is at most 7, as its time has 48 bits. */
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** Random bytes in stock: asking the system for each character, as the library does, takes 30 us for an id. */
const stock = new Uint8Array(2048);
let taken = stock.length;

function random(): number {
  if (taken === stock.length) {
    randomFillSync(stock);
    taken = 0;
  }
  const byte = stock[taken] ?? 0;
  taken += 1;
  return byte / 256;
}

/** A new ULID: sorted by the time that it is given, in epoch milliseconds. */
export const newUlid = (now: number): string => ulid(now, random);

/** A new id, e.g. `run_01JD3Z8S4J0000000000000001`: sorted by the time that it is given, in epoch milliseconds. */
export const newId = (prefix: IdPrefix, now: number): string => `${prefix}_${newUlid(now)}`;

/** Whether a text can be an id at all. What cannot be one is answered like an id that does not exist. */
export const isId = (prefix: IdPrefix, text: string): boolean =>
  text.startsWith(`${prefix}_`) && ULID.test(text.slice(prefix.length + 1));
