import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { mapLimited } from '../../../local/demo/pool.ts';

describe('mapLimited', () => {
  it('answers in the order of the items and never runs more than the limit at once', async () => {
    let [running, most] = [0, 0];
    const doubled = await mapLimited([5, 1, 4, 2, 3], 2, async (item) => {
      running += 1;
      most = Math.max(most, running);
      await sleep(item);
      running -= 1;
      return item * 2;
    });
    expect(doubled).toEqual([10, 2, 8, 4, 6]);
    expect(most).toBe(2);
  });

  it('fails with the first failure', async () => {
    const work = async (item: number) => (item === 2 ? Promise.reject(new Error('two')) : item);
    await expect(mapLimited([1, 2, 3], 1, work)).rejects.toThrow('two');
  });

  it('does nothing for nothing', async () => {
    expect(await mapLimited([], 3, async () => 1)).toEqual([]);
  });
});
