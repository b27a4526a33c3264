import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ANY, CacheKeys, matches } from '../../../../shared/domain/cache/cache-keys.ts';

const KEYS = new CacheKeys('stepwell:test');
const evil = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', ':', '*', '%', '%003a', 'cache', 'ten_1:cache', '../', '[a-z]', '?', '\\', '\u0000', 'ten_1'),
);
const name = fc.tuple(evil, evil, fc.array(evil, { maxLength: 4 }));

describe('names in the cache', () => {
  it('begin with stage and tenant', () => {
    expect(KEYS.key('ten_1', 'workflow', ['wf_1', '3']).text).toBe('stepwell:test:ten_1:cache:workflow:wf_1:3');
    expect(KEYS.tag('ten_1', 'workflows').tag).toBe('stepwell:test:ten_1:tag:workflows');
  });

  it('are different for different things', () => {
    fc.assert(
      fc.property(name, name, (one, two) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(two));
        expect(KEYS.key(...one).text).not.toBe(KEYS.key(...two).text);
        expect(KEYS.key(...one).text).not.toBe(KEYS.tag(two[0], two[1], ...two[2]).tag);
      }),
      { numRuns: 2000 },
    );
  });

  it('never reach into another tenant, whatever its id', () => {
    fc.assert(
      fc.property(name, evil, ([tenantId, kind, parts], other) => {
        fc.pre(tenantId !== other);
        const prefix = KEYS.key(other, '', []).text.replace(/cache:$/, '');
        expect(KEYS.key(tenantId, kind, parts).text.startsWith(prefix)).toBe(false);
        expect(KEYS.tag(tenantId, kind, ...parts).tag.startsWith(prefix)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('hold no wildcard unless it is asked for, and match what begins alike', () => {
    fc.assert(
      fc.property(name, ([tenantId, kind, parts]) => {
        const exact = KEYS.pattern(tenantId, kind, parts);
        expect(exact.pattern).toMatch(/^[\w.:%-]+$/);
        const key = KEYS.key(tenantId, kind, [...parts, 'more']);
        expect(matches(exact, key.text)).toBe(false);
        const open = KEYS.pattern(tenantId, kind, [...parts, ANY]);
        expect(matches(open, key.text)).toBe(true);
        expect(matches(open, KEYS.key(`${tenantId}x`, kind, [...parts, 'more']).text)).toBe(false);
      }),
    );
  });
});
