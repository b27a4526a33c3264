import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NameSchema } from '../../../../shared/domain/text/name.ts';

const isName = (text: string): boolean => NameSchema.safeParse(text).success;

/** Never part of a name, wherever they stand: controls, bidirectional marks and overrides, lone surrogates, private use. */
const NEVER = [
  ...'\u0000\t\n\r\u007f\u0085\u00ad\u061c\u180e\u200b\u200e\u200f\u2028\u2029',
  ...'\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2066\u2067\u2068\u2069\ufeff\uffa0\u3164\u115f\u034f\ue000',
  '\ud800',
  '\udfff',
  '\u{e0041}',
  '\u{e007f}',
  '\u{f0000}',
];

describe('a name', () => {
  it.each([
    'Daily',
    'Ünïcode 東京',
    'O’Brien & Söhne (2)',
    'a\u00a0b',
    '<script>',
    '-1=1',
    '👨‍👩‍👧 family',
    '👩🏽‍🚀',
    '🏃🏽‍♀️',
    '👁️‍🗨️',
    '🏳️‍🌈',
    '🇩🇪',
    '❤️',
    '1️⃣ first',
    'می‌خواهم',
    'क्‍ष',
    '葛\u{e0100}城',
    'x'.repeat(200),
  ])('may be %j', (name) => {
    expect(isName(name)).toBe(true);
  });

  it.each([
    '',
    ' ',
    '\u00a0',
    '\u3000',
    ' Daily',
    'Daily ',
    'Daily\u00a0',
    'ad\u200dmin',
    'ad\u200cmin',
    'admin\ufe0f',
    '\u200d',
    '👩\u200d',
    '\u200d👩',
    '1\ufe0f',
    'a\u{e0100}',
    'x'.repeat(201),
  ])('may not be %j', (name) => {
    expect(isName(name)).toBe(false);
  });

  it('holds none of what lets it look like another', () => {
    const part = fc.string({ unit: 'grapheme-ascii', maxLength: 20 });
    fc.assert(
      fc.property(part, fc.constantFrom(...NEVER), part, (before, hidden, after) => {
        expect(isName(`a${before}${hidden}${after}z`)).toBe(false);
      }),
    );
  });

  it('may hold any letters, digits and spaces between its ends, and comes out as it went in', () => {
    const letter = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 1 })
      .filter((one) => /^[\p{L}\p{N}]$/u.test(one));
    const visible = letter.filter((one) => !/\p{Default_Ignorable_Code_Point}/u.test(one));
    const middle = fc.array(fc.oneof(visible, fc.constant(' ')), { maxLength: 60 });
    fc.assert(
      fc.property(visible, middle, visible, (first, rest, last) => {
        const name = `${first}${rest.join('')}${last}`;
        expect(NameSchema.parse(name)).toBe(name);
      }),
    );
  });

  it('is judged in time that grows with its length only', () => {
    const hostile = ['👩‍', 'می‌', 'a ', '1\ufe0f\u20e3', '葛\u{e0100}'].map((part) => part.repeat(60).slice(0, 199));
    const started = performance.now();
    for (const text of hostile) isName(`${text}\u0000`);
    expect(performance.now() - started).toBeLessThan(50);
  });
});
