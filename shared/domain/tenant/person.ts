import { createHash } from 'node:crypto';

const MAX_NAME = 200;
const MAX_EMAIL = 254;

/** Names that show all of themselves. Whoever has one with joiners in it can give it to themselves later. */
const PLAIN = /^[^\p{C}\p{Zl}\p{Zp}]+$/u;
const EMAIL = /^[^\s@"<>,;\p{C}]+@[^\s@"<>,;\p{C}]+$/u;

/** What a person is found by: SHA-256 of issuer and subject of their tokens, hex. */
export const hashUser = (issuer: string, subject: string): string =>
  createHash('sha256').update(`${issuer}\n${subject}`).digest('hex');

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const ULID_CHARACTERS = 26;

/**
 * The id of the person with this hash, the same before they have a record and after: a ULID in form, without a time.
 * @param userHash hex
 */
export function userIdOf(userHash: string): string {
  let rest = BigInt(`0x${userHash.slice(0, 32)}`);
  let text = '';
  for (let place = 0; place < ULID_CHARACTERS; place += 1) {
    text = CROCKFORD.charAt(Number(rest & 31n)) + text;
    rest >>= 5n;
  }
  return `usr_${text}`;
}

/** A name as an identity provider gives it; undefined when it is none that we would keep. */
export function personName(value: unknown): string | undefined {
  const name = typeof value === 'string' ? value.trim() : '';
  return name.length <= MAX_NAME && PLAIN.test(name) ? name : undefined;
}

/** An address as an identity provider gives it; undefined when it is none, or the provider does not say that it is proven. */
export function personEmail(value: unknown, verified: unknown): string | undefined {
  if (verified !== true && verified !== 'true') return undefined;
  return typeof value === 'string' && value.length <= MAX_EMAIL && EMAIL.test(value) ? value : undefined;
}
