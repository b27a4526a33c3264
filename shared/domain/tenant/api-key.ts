import { createHash, randomInt } from 'node:crypto';

/** Makes keys easy to find in text, for people and for secret scanners. */
const PREFIX = 'sw_';
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 62^40 is 238 bits: nobody guesses a key, so one fast hash is enough to store it by. */
const RANDOM_LENGTH = 40;
const CHECK_LENGTH = 6;
const FORMAT = new RegExp(`^${PREFIX}[0-9A-Za-z]{${RANDOM_LENGTH + CHECK_LENGTH}}$`);

const sha256 = (text: string) => createHash('sha256').update(text).digest();

/** A new key: `sw_`, 40 random characters and 6 that check them. */
export function generateApiKey(): string {
  const random = Array.from({ length: RANDOM_LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
  return `${PREFIX}${random}${checksum(random)}`;
}

/** True for what `generateApiKey` can have made. A typing error or a made-up key is refused without asking the store. */
export function isApiKey(text: string): boolean {
  if (!FORMAT.test(text)) return false;
  const random = text.slice(PREFIX.length, PREFIX.length + RANDOM_LENGTH);
  return text.endsWith(checksum(random));
}

/** What a key is found by: SHA-256 of the whole key, hex. */
export const hashApiKey = (key: string): string => sha256(key).toString('hex');

/** The first 30 bits of a hash, in the key's own alphabet. It guards against slips, not against attackers. */
function checksum(random: string): string {
  let value = sha256(`${PREFIX}${random}`).readUInt32BE(0) >>> 2;
  let text = '';
  for (let place = 0; place < CHECK_LENGTH; place += 1) {
    text += ALPHABET.charAt(value % ALPHABET.length);
    value = Math.floor(value / ALPHABET.length);
  }
  return text;
}
