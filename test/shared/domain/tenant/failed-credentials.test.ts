import { describe, expect, it } from 'vitest';
import { SlidingWindowLimiter } from '../../../../shared/domain/limit/sliding-window.ts';
import { failedCredentials } from '../../../../shared/domain/tenant/failed-credentials.ts';

const QUARTER = 15 * 60_000;

function world() {
  let now = 100 * QUARTER;
  const failures = failedCredentials(new SlidingWindowLimiter(() => now), () => now);
  const fail = async (times: number, ip: string) => {
    for (let time = 0; time < times; time += 1) await failures.record(ip);
  };
  return {
    failures,
    fail,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

describe('failedCredentials', () => {
  it('blocks an address after five, and says for how long', async () => {
    const { failures, fail, pass } = world();
    await fail(4, '192.0.2.1');
    expect(await failures.blockedSeconds('192.0.2.1')).toBe(0);
    await fail(1, '192.0.2.1');
    const seconds = await failures.blockedSeconds('192.0.2.1');
    expect(seconds).toBeGreaterThanOrEqual(900);
    pass(seconds * 1000 - 1000);
    expect(await failures.blockedSeconds('192.0.2.1')).toBeGreaterThan(0);
    pass(1000);
    expect(await failures.blockedSeconds('192.0.2.1')).toBe(0);
  });

  it('is not counted by asking', async () => {
    const { failures } = world();
    for (let time = 0; time < 20; time += 1) expect(await failures.blockedSeconds('192.0.2.1')).toBe(0);
  });

  it('leaves other addresses alone, but not those of the same network', async () => {
    const { failures, fail } = world();
    await fail(5, '2001:db8:1:2::1');
    expect(await failures.blockedSeconds('2001:db8:1:2:ffff::9')).toBeGreaterThan(0);
    expect(await failures.blockedSeconds('2001:db8:1:3::1')).toBe(0);
    expect(await failures.blockedSeconds('192.0.2.1')).toBe(0);
  });
});
