import { describe, expect, it } from 'vitest';
import { assign } from '../../../../shared/clients/dynamodb/assignments.ts';

describe('assign', () => {
  it('sets values, takes away nulls and leaves what is undefined', () => {
    expect(assign({ name: 'x', gone: null, kept: undefined, zero: 0 })).toEqual({
      update: 'SET #set0 = :set0, #set2 = :set2 REMOVE #set1',
      names: { '#set0': 'name', '#set1': 'gone', '#set2': 'zero' },
      values: { ':set0': 'x', ':set2': 0 },
    });
  });

  it('sets defaults only where there is nothing', () => {
    expect(assign({ a: 1 }, { b: 2 })).toEqual({
      update: 'SET #set0 = :set0, #set1 = if_not_exists(#set1, :set1)',
      names: { '#set0': 'a', '#set1': 'b' },
      values: { ':set0': 1, ':set1': 2 },
    });
  });
});
