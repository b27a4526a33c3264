import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Resilience } from '../../../../shared/domain/resilience/resilience.ts';
import { FakeLog } from '../../../support/fake-log.ts';
import { MemoryBreakerStore } from '../../../support/memory-breaker-store.ts';

const TARGET = { tenantId: 'ten_1', downstream: 'api.example' };
const DOWN = Object.assign(new Error('down'), { code: 'ECONNREFUSED' });
const RESET_MS = 10_000;
const ONCE = { retry: false };

beforeEach(async () => {
  await import('cockatiel');
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('fifty containers that call a dead provider', () => {
  const CONTAINERS = 50;
  const INTERVALS = 6;

  /** Each container calls every 200 ms. @returns times of the calls that went out */
  async function simulate(hasStore: boolean): Promise<number[]> {
    const shared = new MemoryBreakerStore(Date.now);
    const store = async () => (hasStore ? shared : undefined);
    const open = () => new Resilience({ log: new FakeLog(), now: Date.now, store });
    const sent: number[] = [];
    const end = Date.now() + INTERVALS * RESET_MS;
    const work = async () => {
      sent.push(Date.now());
      await new Promise((resolve) => setTimeout(resolve, 50));
      throw DOWN;
    };
    const container = async (offset: number) => {
      const here = open();
      await new Promise((resolve) => setTimeout(resolve, offset));
      while (Date.now() < end) {
        await here.call(TARGET, work, ONCE).catch(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    };
    const all = Promise.all(Array.from({ length: CONTAINERS }, (_, at) => container(at * 7)));
    await vi.advanceTimersByTimeAsync(INTERVALS * RESET_MS + 5000);
    await all;
    return sent;
  }

  it('send at most their thresholds, then one probe per interval', async () => {
    const sent = await simulate(true);
    const [first = 0] = sent;
    const before = sent.filter((time) => time < first + RESET_MS);
    expect(before.length).toBeLessThanOrEqual(5 * CONTAINERS);
    const probes = sent.filter((time) => time >= first + RESET_MS);
    expect(probes).toHaveLength(INTERVALS - 1);
    for (const [at, probe] of probes.entries()) {
      const previous = probes[at - 1];
      if (previous !== undefined) expect(probe - previous).toBeGreaterThanOrEqual(RESET_MS);
    }
  });

  it('would each send a probe without the store', async () => {
    const sent = await simulate(false);
    const [first = 0] = sent;
    expect(sent.filter((time) => time >= first + RESET_MS).length).toBeGreaterThan(CONTAINERS * (INTERVALS - 3));
  });
});
