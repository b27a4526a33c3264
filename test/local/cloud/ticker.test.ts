import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { startTicker } from '../../../local/cloud/ticker.ts';

describe('startTicker', () => {
  it('calls the tick only when something is due', async () => {
    const due = [false, true, false, false];
    let looks = 0;
    let calls = 0;
    const stop = startTicker(
      {
        isDue: async () => due[looks++] ?? false,
        invoke: async () => {
          calls += 1;
        },
      },
      1,
    );
    while (looks < due.length) await sleep(1);
    stop();
    expect(calls).toBe(1);
  });

  it('has one call in flight at a time', async () => {
    let inFlight = 0;
    let most = 0;
    let calls = 0;
    const invoke = async (): Promise<void> => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await sleep(10);
      inFlight -= 1;
      calls += 1;
    };
    const stop = startTicker({ isDue: async () => true, invoke }, 1);
    while (calls < 3) await sleep(1);
    stop();
    expect(most).toBe(1);
  });

  it('goes on after an error and ends when it is stopped', async () => {
    let looks = 0;
    const isDue = async (): Promise<boolean> => {
      looks += 1;
      throw new Error('busy');
    };
    const stop = startTicker({ isDue, invoke: async () => {} }, 1);
    while (looks < 3) await sleep(1);
    stop();
    const seen = looks;
    await sleep(20);
    expect(looks).toBe(seen);
  });
});
