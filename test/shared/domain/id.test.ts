import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isId, newId, newUlid } from '../../../shared/domain/id.ts';

describe('newId', () => {
  it('gives ids that are valid, differ, and sort by their time', () => {
    // The library takes 0 for no time at all.
    const time = fc.integer({ min: 1, max: 2 ** 48 - 1 });
    fc.assert(
      fc.property(time, time, (one, other) => {
        const [a, b] = [newId('run', one), newId('run', other)];
        expect(isId('run', a)).toBe(true);
        expect(a).not.toBe(b);
        if (one !== other) expect(a < b).toBe(one < other);
      }),
    );
  });
});

describe('newUlid', () => {
  it('never gives one twice, over many stocks of randomness, and uses all of the alphabet everywhere', () => {
    const ids = Array.from({ length: 20_000 }, () => newUlid(1));
    expect(new Set(ids).size).toBe(ids.length);
    for (let at = 10; at < 26; at += 1) expect(new Set(ids.map((id) => id[at])).size).toBe(32);
  });
});

describe('isId', () => {
  const id = newId('wf', 0);

  it.each([
    '',
    'wf_',
    id.slice(3),
    id.toLowerCase(),
    `${id}0`,
    `${id}\n`,
    ` ${id}`,
    `run_${id.slice(3)}`,
    `wf_8${id.slice(4)}`,
    `wf_${id.slice(3, -1)}I`,
    `wf_#${id.slice(4)}`,
  ])('refuses %j', (text) => {
    expect(isId('wf', text)).toBe(false);
  });
});
