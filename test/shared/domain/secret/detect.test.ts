import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isEnvelope } from '../../../../shared/domain/secret/detect.ts';
import { PREFIX } from '../../../../shared/domain/secret/format.ts';
import { context, sealed } from './sealed.ts';

const { text } = sealed('hello');
const raw = Buffer.from(text.slice(PREFIX.length), 'base64url');

const FORMS: readonly (readonly [string, string | Uint8Array])[] = [
  ['its text', text],
  ['its text with blanks around it', ` \n${text}\r\n`],
  ['its text in quotes', JSON.stringify(text)],
  ['its text within credentials', JSON.stringify({ kind: 'apiKey', credentials: { key: text } })],
  ['its text as bytes', Buffer.from(text)],
  ['its text as a plain array of bytes', new Uint8Array(Buffer.from(text))],
  ['its text in a view of a larger memory', Buffer.from(`xx${text}`).subarray(2)],
  ['a text of a later version', text.replace('swe1.', 'swe12.')],
  ['its bytes', raw],
  ['base64 of its text', Buffer.from(text).toString('base64')],
  ['base64url of its text', Buffer.from(text).toString('base64url')],
  ['base64 of its text in lines', Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\r\n')],
  ['base64 of its text, as bytes', Buffer.from(Buffer.from(text).toString('base64'))],
  ['base64 of its bytes', raw.toString('base64')],
  ['its text without what it begins with', text.slice(PREFIX.length)],
  ['base64 of base64 of it', Buffer.from(Buffer.from(text).toString('base64')).toString('base64')],
  ['base64 of credentials with it', Buffer.from(JSON.stringify({ key: text })).toString('base64')],
];

describe('isEnvelope', () => {
  it.each(FORMS)('knows %s', (_, form) => {
    expect(isEnvelope(form)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['a key', 'sk-live-4eC39HqLyjWDarjtT1zdp7dc'],
    ['what only begins alike', 'swe1.something-else'],
    ['a base64 key', Buffer.alloc(32, 7).toString('base64')],
    ['a JSON web token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'],
    ['bytes', Buffer.from([0xf5, 0x53, 0x57])],
  ])('does not take %s for one', (_, value) => {
    expect(isEnvelope(value)).toBe(false);
  });

  it('takes no other text for one', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (value) => !isEnvelope(value)));
    fc.assert(fc.property(fc.base64String({ minLength: 8 }), (value) => !isEnvelope(value)));
    fc.assert(fc.property(fc.uint8Array(), (value) => !isEnvelope(value)));
  });

  it('knows the envelope of any secret, in any form', () => {
    const plaintexts = fc.uint8Array({ maxLength: 300 });
    fc.assert(
      fc.property(plaintexts, fc.nat({ max: 3 }), (plaintext, times) => {
        let form = sealed(plaintext, context()).text;
        for (let time = 0; time < times; time += 1) form = Buffer.from(form).toString('base64');
        expect(isEnvelope(form)).toBe(true);
        expect(isEnvelope(Buffer.from(form))).toBe(true);
      }),
    );
  });
});
