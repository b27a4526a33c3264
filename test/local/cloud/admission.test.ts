import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Admission } from '../../../local/cloud/admission.ts';

describe('Admission', () => {
  it('lets as many in as there are slots, the next when one leaves, in order', async () => {
    const admission = new Admission({ slots: 2, holdMilliseconds: 60_000 });
    const order: number[] = [];
    const enter = async (id: number): Promise<() => void> => {
      const leave = await admission.enter();
      order.push(id);
      return leave;
    };
    const [first, , third] = [enter(1), enter(2), enter(3), enter(4)];
    await sleep(5);
    expect(order).toEqual([1, 2]);
    const leaveFirst = await first;
    leaveFirst?.();
    leaveFirst?.();
    await sleep(5);
    expect(order).toEqual([1, 2, 3]);
    (await third)?.();
    await sleep(5);
    expect(order).toEqual([1, 2, 3, 4]);
  });

  it('does not let a call that lasts keep others out', async () => {
    const admission = new Admission({ slots: 1, holdMilliseconds: 10 });
    await admission.enter();
    await expect(admission.enter()).resolves.toBeTypeOf('function');
  });
});
