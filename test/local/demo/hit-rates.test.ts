import { describe, expect, it } from 'vitest';
import { hitRates } from '../../../local/demo/hit-rates.ts';

describe('hit rates', () => {
  it('are those of what was looked up meanwhile, kinds that are new included', () => {
    const before = { 'workflow-header': { hits: 100, misses: 100 }, caller: { hits: 5, misses: 5 } };
    const after = {
      'workflow-header': { hits: 180, misses: 110 },
      'workflow-version': { hits: 10, misses: 0 },
      caller: { hits: 7, misses: 6 },
      user: { hits: 10, misses: 9 },
    };
    expect(hitRates(before, after, 181)).toEqual({
      workflows: { lookUps: 100, rate: 0.9 },
      users: { lookUps: 200, rate: 0.95 },
    });
  });

  it('count each request as a look-up of who calls, which the gateway answers too', () => {
    const after = { caller: { hits: 0, misses: 3 } };
    expect(hitRates({}, after, 300).users).toEqual({ lookUps: 300, rate: 0.99 });
  });

  it('are none where nothing was looked up', () => {
    expect(hitRates({}, {}, 0)).toEqual({ workflows: null, users: null });
  });
});
