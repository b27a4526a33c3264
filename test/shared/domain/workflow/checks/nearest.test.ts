import { describe, expect, it } from 'vitest';
import { didYouMean } from '../../../../../shared/domain/workflow/checks/nearest.ts';

const TYPES = ['http.request', 'data.transform', 'flow.choice', 'flow.delay'];

describe('didYouMean', () => {
  it.each([
    ['http.reqest', 'http.request'],
    ['HTTP.Request', 'http.request'],
    ['flow.chioce', 'flow.choice'],
    ['dataTransform', 'data.transform'],
  ])('suggests for %s the name %s', (name, expected) => {
    expect(didYouMean(name, TYPES)).toBe(`Did you mean "${expected}"?`);
  });

  it.each(['email.send', '', 'x', 'y'.repeat(100_000)])(
    'suggests nothing for names that are like none (%#)',
    (name) => {
      expect(didYouMean(name, TYPES)).toBeUndefined();
    },
  );

  it('suggests no name that shares no letter with a short one', () => {
    expect(didYouMean('q', ['a', 'to'])).toBeUndefined();
  });

  it('takes the closest of several', () => {
    expect(didYouMean('order2', ['order11', 'order1', 'other'])).toBe('Did you mean "order1"?');
  });
});
