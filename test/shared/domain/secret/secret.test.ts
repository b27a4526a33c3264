import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { SecretWipedError } from '../../../../shared/domain/secret/errors.ts';
import { Secret } from '../../../../shared/domain/secret/secret.ts';
import { redact } from '../../../../shared/observability/redact.ts';

const PLAIN = 'planted-zX81';
const planted = (): Secret => new Secret(Buffer.from(PLAIN));

/** A wrapper that guards nothing. */
class Leak {
  readonly value = PLAIN;
  toString(): string {
    return this.value;
  }
}

describe('Secret', () => {
  it('gives out its text and its bytes when asked', () => {
    expect(planted().reveal()).toBe(PLAIN);
    expect(planted().revealBytes()).toEqual(Buffer.from(PLAIN));
  });

  it.each([
    ['a template', (secret: object) => `${secret}`],
    ['a sum', (secret: object) => `is ${String(secret)}`],
    ['JSON', (secret: object) => JSON.stringify({ deep: [secret] })],
    ['inspection', (secret: object) => inspect({ deep: { secret } }, { showHidden: true, depth: 9 })],
    ['its properties', (secret: object) => JSON.stringify(Object.entries({ ...secret }))],
    ['a clone', (secret: object) => inspect(structuredClone({ ...secret }), { showHidden: true })],
    ['an error', (secret: object) => inspect(new Error('failed', { cause: secret }))],
    ['a log line', (secret: object) => JSON.stringify(redact({ connection: { value: secret } }))],
  ])('does not show itself in %s', (_, show) => {
    expect(show(planted())).not.toContain('zX81');
    expect(show(new Leak())).toContain('zX81');
  });

  it('overwrites its bytes, and gives nothing from then on', () => {
    const bytes = Buffer.from(PLAIN);
    const secret = new Secret(bytes);
    const copy = secret.revealBytes();
    secret.wipe();
    secret.wipe();
    expect(bytes.every((byte) => byte === 0)).toBe(true);
    expect(copy.toString()).toBe(PLAIN);
    expect(() => secret.reveal()).toThrow(SecretWipedError);
    expect(() => secret.revealBytes()).toThrow(SecretWipedError);
  });
});
