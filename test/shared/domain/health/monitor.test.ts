import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../../shared/domain/health/check.ts';
import { HealthMonitor } from '../../../../shared/domain/health/monitor.ts';
import { FakeLog } from '../../../support/fake-log.ts';

function world(finding: () => Finding, critical = true) {
  const log = new FakeLog();
  let now = 1000;
  let looks = 0;
  const run = async () => {
    looks += 1;
    return finding();
  };
  const pass = (ms: number): void => {
    now += ms;
  };
  const monitor = new HealthMonitor({ checks: [{ name: 'store', critical, run }], log, now: () => now });
  return { monitor, log, looks: () => looks, pass };
}

describe('HealthMonitor', () => {
  it('believes a good result for half a minute', async () => {
    const { monitor, looks, pass } = world(() => ({ status: 'healthy' }));
    await monitor.report();
    pass(29_999);
    expect((await monitor.report()).checkedAt).toBe(1000);
    expect(looks()).toBe(1);
    pass(1);
    expect((await monitor.report()).checkedAt).toBe(31_000);
    expect(looks()).toBe(2);
  });

  it('answers from what it believes in no time', async () => {
    const { monitor } = world(() => ({ status: 'healthy' }));
    await monitor.report();
    const start = performance.now();
    for (let i = 0; i < 1000; i += 1) await monitor.report();
    expect((performance.now() - start) / 1000).toBeLessThan(5);
  });

  it('looks again soon after a bad result, and tells it once for each look', async () => {
    let status: Finding['status'] = 'unhealthy';
    const { monitor, log, pass } = world(() => ({ status }));
    await monitor.report();
    await monitor.report();
    expect(log.of('error')).toMatchObject([{ fields: { check: 'store', status: 'unhealthy' } }]);
    status = 'healthy';
    pass(5000);
    expect((await monitor.report()).results).toMatchObject([{ status: 'healthy' }]);
    expect(log.of('error')).toHaveLength(1);
  });

  it('warns only of what the service can do without, and not of what it has not', async () => {
    const optional = world(() => ({ status: 'unavailable' }), false);
    await optional.monitor.report();
    expect(optional.log.of('warn')).toHaveLength(1);
    const absent = world(() => ({ status: 'unavailable', configured: false }), false);
    await absent.monitor.report();
    expect([...absent.log.of('warn'), ...absent.log.of('error')]).toEqual([]);
  });

  it('looks once for all who ask at once', async () => {
    const { monitor, looks } = world(() => ({ status: 'healthy' }));
    await Promise.all(Array.from({ length: 20 }, () => monitor.report()));
    expect(looks()).toBe(1);
  });
});
