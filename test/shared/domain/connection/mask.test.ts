import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mask, shownOf } from '../../../../shared/domain/connection/mask.ts';

const secret = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });

describe('mask', () => {
  it('shows nothing of a secret of up to 16 characters', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 16 }), (text) => {
        expect(mask(text)).toBe('••••');
      }),
    );
  });

  it('shows the last four characters of a longer one and no more', () => {
    expect(mask('sk-0123456789abcdef')).toBe('••••cdef');
    fc.assert(
      fc.property(secret, (text) => {
        const end = mask(text).slice(4);
        expect(mask(text).startsWith('••••')).toBe(true);
        expect([...end].length).toBeLessThanOrEqual(4);
        expect(text.endsWith(end)).toBe(true);
        expect(text.length > 16 || end === '').toBe(true);
      }),
    );
  });

  it('never shows half a character', () => {
    expect(mask(`${'x'.repeat(20)}a🔑b`).isWellFormed()).toBe(true);
    expect(mask('🔑'.repeat(12))).toBe('••••🔑🔑🔑🔑');
  });
});

describe('what is shown of credentials', () => {
  it('is what is known to be no secret, and masks of all the rest at any depth', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: 'binary-ascii', minLength: 12, maxLength: 20 }), fc.string({ minLength: 17 })),
        (headers) => {
          const shown = JSON.stringify(shownOf({ headers, unheardOf: 'a-secret-of-a-later-release', name: 'x-key' }));
          for (const value of Object.values(headers)) expect(shown).not.toContain(JSON.stringify(value));
          expect(shown).not.toContain('a-secret');
          expect(shown).toContain('"name":"x-key"');
        },
      ),
    );
  });

  it('masks a header that is called like a field that may be seen', () => {
    expect(shownOf({ headers: { name: 'secret-of-a-header' } })).toEqual({ headers: { name: '••••ader' } });
  });
});
