import { describe, expect, it } from 'vitest';
import { ANSWER_BYTES, pageOf, withAnswers } from '../../../bench/memory/answers.ts';

describe('pageOf', () => {
  it.each([200, 10_000, ANSWER_BYTES])('fills %i bytes with rows', (bytes) => {
    const { length } = JSON.stringify(pageOf(bytes));
    expect(length).toBeLessThanOrEqual(bytes);
    expect(length).toBeGreaterThan(bytes - 100);
  });
});

describe('withAnswers', () => {
  it('answers every request with the same page, as long as it is used', async () => {
    const used = await withAnswers(async (url) => {
      const [one, two] = await Promise.all(['?n=1', '?n=2'].map((query) => fetch(`${url}${query}`)));
      expect(await one?.json()).toEqual(pageOf(ANSWER_BYTES));
      expect(two?.headers.get('content-type')).toBe('application/json');
      expect(Number(two?.headers.get('content-length'))).toBeGreaterThan(ANSWER_BYTES - 100);
      await two?.body?.cancel();
      return url;
    });
    await expect(fetch(used)).rejects.toThrow();
  });
});
