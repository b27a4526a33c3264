import { randomBytes } from 'node:crypto';

/** A made-up secret that is looked for wherever it must not be. */
export interface Canary {
  readonly name: string;
  readonly secret: string;
}

const percent = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

/** How a secret may be spelled. */
export const ENCODINGS: Readonly<Record<string, (secret: string) => string>> = {
  plain: (secret) => secret,
  base64: (secret) => Buffer.from(secret).toString('base64'),
  base64url: (secret) => Buffer.from(secret).toString('base64url'),
  hex: (secret) => Buffer.from(secret).toString('hex'),
  percent,
};

/** 24 characters, so that base64 needs no padding and stays the same wherever it starts on a third byte. */
export const makeCanary = (name: string): Canary => ({ name, secret: `cnry${randomBytes(15).toString('base64url')}` });

/** Where a text holds a canary, and how it is spelled there. */
export function findCanary(text: string, canaries: readonly Canary[]): string | undefined {
  const lower = text.toLowerCase();
  for (const { name, secret } of canaries) {
    for (const [encoding, encode] of Object.entries(ENCODINGS)) {
      const spelled = encode(secret);
      const isFound = encoding === 'hex' || encoding === 'percent' ? lower.includes(spelled) : text.includes(spelled);
      if (isFound) return `${name}, ${encoding}`;
    }
  }
  return undefined;
}
