import { describe, expect, it } from 'vitest';
import { type Check, runChecks } from '../../../../functions/api/system/checks.ts';

const check = (name: string, run: Check['run']): Check => ({ name, critical: true, run });

describe('runChecks', () => {
  it('runs all side by side and tells how each ended', async () => {
    let running = 0;
    let most = 0;
    const run = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 10));
      running -= 1;
    };
    const error = new Error('down');
    const results = await runChecks([check('a', run), check('b', run), check('c', () => Promise.reject(error))]);
    expect(results).toMatchObject([
      { name: 'a', status: 'ok' },
      { name: 'b', status: 'ok' },
      { name: 'c', status: 'failed', error },
    ]);
    expect(most).toBe(2);
  });

  it('gives up a check at its deadline, and tells it so', async () => {
    let aborted = false;
    const never = (signal: AbortSignal) =>
      new Promise<void>(() => {
        signal.addEventListener('abort', () => {
          aborted = true;
        });
      });
    const start = performance.now();
    const [result] = await runChecks([check('slow', never)], 20);
    expect(result).toMatchObject({ status: 'failed', error: new Error('No answer within 20 ms.') });
    expect(performance.now() - start).toBeLessThan(2000);
    expect(aborted).toBe(true);
  });

  it('survives a check that throws before it waits', async () => {
    const [result] = await runChecks([
      check('broken', () => {
        throw new TypeError('no client');
      }),
    ]);
    expect(result).toMatchObject({ status: 'failed' });
  });
});
