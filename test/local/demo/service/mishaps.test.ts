import { describe, expect, it } from 'vitest';
import { type BadLuck, mishapOf } from '../../../../local/demo/service/mishaps.ts';

const luck: readonly BadLuck[] = [
  { at: '/orders/', mishaps: ['busy', 'unavailable'] },
  { at: '/mails', mishaps: ['lost'] },
];

describe('mishapOf', () => {
  it.each([
    ['/orders/A-1', 1, 'busy'],
    ['/orders/A-1', 2, 'unavailable'],
    ['/orders/A-1', 3, undefined],
    ['/mails', 1, 'lost'],
    ['/letters', 1, undefined],
  ])('gives %s at its asking number %i: %s', (path, nth, mishap) => {
    expect(mishapOf(luck, path, nth)).toBe(mishap);
  });
});
