import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Check, canServe, type Health, overallOf, runChecks } from '../../../../shared/domain/health/check.ts';

const check = (name: string, run: Check['run']): Check => ({ name, critical: true, run });
const healthy = { status: 'healthy' } as const;

describe('runChecks', () => {
  it('runs all side by side and tells what each found', async () => {
    let running = 0;
    let most = 0;
    const run = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 10));
      running -= 1;
      return healthy;
    };
    const error = new Error('down');
    const results = await runChecks([check('a', run), check('b', run), check('c', () => Promise.reject(error))]);
    expect(results).toMatchObject([
      { name: 'a', status: 'healthy', durationMs: expect.any(Number) },
      { name: 'b', status: 'healthy' },
      { name: 'c', status: 'unavailable', error },
    ]);
    expect(most).toBe(2);
  });

  it('gives up a check at its deadline, and tells it so', async () => {
    let aborted = false;
    const never = (signal: AbortSignal) =>
      new Promise<never>(() => {
        signal.addEventListener('abort', () => {
          aborted = true;
        });
      });
    const start = performance.now();
    const [result] = await runChecks([check('slow', never)], 20);
    expect(result).toMatchObject({ status: 'unavailable', error: new Error('No answer within 20 ms.') });
    expect(performance.now() - start).toBeLessThan(2000);
    expect(aborted).toBe(true);
  });

  it('survives a check that throws before it waits', async () => {
    const broken = check('broken', () => {
      throw new TypeError('no client');
    });
    expect(await runChecks([broken])).toMatchObject([{ status: 'unavailable' }]);
  });
});

describe('overallOf', () => {
  const status = fc.constantFrom<Health>('healthy', 'degraded', 'unhealthy', 'unavailable');
  const result = fc.record({ status, critical: fc.boolean(), configured: fc.constantFrom(undefined, true) });

  it('serves unless something critical does not work, whatever else fails', () => {
    fc.assert(
      fc.property(fc.array(result), (results) => {
        const given = results.map(({ configured, ...rest }) => ({ ...rest, ...(configured && { configured }) }));
        const isBroken = given.some((one) => one.critical && !canServe(one.status));
        expect(canServe(overallOf(given))).toBe(!isBroken);
        expect(overallOf(given) === 'healthy').toBe(given.every((one) => one.status === 'healthy'));
      }),
    );
  });

  it('does not mind what the deployment has not', () => {
    expect(overallOf([{ status: 'unavailable', critical: false, configured: false }])).toBe('healthy');
  });
});
