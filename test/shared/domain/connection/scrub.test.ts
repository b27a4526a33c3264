import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scrubResponse } from '../../../../shared/domain/connection/scrub.ts';

const scrubbed = (body: string | Uint8Array, secrets: readonly string[], headers = {}) => {
  const given = { status: 200, headers, body: typeof body === 'string' ? Buffer.from(body) : body };
  const { body: bytes, ...rest } = scrubResponse(given, secrets);
  return { ...rest, bytes, text: Buffer.from(bytes).toString() };
};

const secret = fc.string({ unit: 'grapheme', minLength: 8, maxLength: 60 }).filter((text) => text.trim().length >= 8);

describe('scrubResponse', () => {
  it('takes a secret out of headers and body, however it is spelled', () => {
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (value, before, after) => {
        const spellings = [
          value,
          JSON.stringify({ value }),
          encodeURIComponent(value),
          Buffer.from(`${before}${value}${after}`).toString('base64'),
          Buffer.from(`${before}${value}${after}`).toString('base64url'),
        ];
        const core = Buffer.from(value).toString('base64').slice(4, -4);
        for (const spelled of spellings) {
          const { text } = scrubbed(spelled, [value]);
          expect(text).toContain('[redacted]');
          expect(text).not.toContain(value);
          if (core.length >= 8) expect(text).not.toContain(core);
        }
        expect(scrubbed('', [value], { 'x-echo': `Bearer ${value}` }).headers).toEqual({
          'x-echo': 'Bearer [redacted]',
        });
      }),
    );
  });

  it('leaves what holds none as it is, byte by byte', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(Buffer.from(scrubbed(bytes, ['not-in-there-at-all']).bytes)).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it('leaves the rest of a body in any encoding as it was', () => {
    const { text } = scrubbed('ä🔑 geheimnis-ü-lang ß', ['geheimnis-ü-lang']);
    expect(text).toBe('ä🔑 [redacted] ß');
  });

  it('does not look for what is too short to be told from chance', () => {
    expect(scrubbed('abc abc', ['abc']).text).toBe('abc abc');
  });
});
