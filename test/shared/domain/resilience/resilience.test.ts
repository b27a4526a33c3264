import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BreakerChange } from '../../../../shared/domain/resilience/breaker.ts';
import { CircuitOpenError } from '../../../../shared/domain/resilience/circuit-open-error.ts';
import { byStatus } from '../../../../shared/domain/resilience/judge.ts';
import { Resilience } from '../../../../shared/domain/resilience/resilience.ts';
import type { SettingsByDownstream } from '../../../../shared/domain/resilience/settings.ts';
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

function world(settings: SettingsByDownstream = {}, hasStore = true) {
  const store = new MemoryBreakerStore(Date.now);
  const log = new FakeLog();
  const changes: BreakerChange[] = [];
  const open = () =>
    new Resilience({
      log,
      now: Date.now,
      settings: () => settings,
      observer: (change) => changes.push(change),
      ...(hasStore && { store: async () => store }),
    });
  return { store, log, changes, open };
}

/** Calls a downstream that answers as it is told to. */
function downstream() {
  const state = { isUp: false, calls: 0, takesMs: 0 };
  const work = async () => {
    state.calls += 1;
    if (state.takesMs > 0) await new Promise((resolve) => setTimeout(resolve, state.takesMs));
    if (!state.isUp) throw DOWN;
    return 'good';
  };
  return { state, work };
}

const outcome = (call: Promise<unknown>) =>
  call.then(
    () => 'good',
    (error: unknown) => (error instanceof CircuitOpenError ? 'open' : 'failed'),
  );

async function repeat(times: number, call: () => Promise<unknown>): Promise<string[]> {
  const outcomes = [];
  for (let count = 0; count < times; count += 1) outcomes.push(await outcome(call()));
  return outcomes;
}

describe('a breaker', () => {
  it('opens after five failures and says when to come again', async () => {
    const { open, changes } = world();
    const { state, work } = downstream();
    const here = open();
    const call = () => here.call(TARGET, work, ONCE);
    expect(await repeat(7, call)).toEqual([...Array(5).fill('failed'), 'open', 'open']);
    expect(state.calls).toBe(5);
    await vi.advanceTimersByTimeAsync(2500);
    await expect(call()).rejects.toMatchObject({ downstream: 'api.example', retryAfterSeconds: 8 });
    expect(changes).toEqual([{ ...TARGET, from: 'closed', to: 'open', by: 'here' }]);
  });

  it('opens at half of the calls failing, and not below', async () => {
    const run = async (pattern: string) => {
      const here = world().open();
      const calls = [...pattern].map((sign) => async () => {
        if (sign === 'x') throw DOWN;
        return sign;
      });
      for (const work of calls) await outcome(here.call(TARGET, work, ONCE));
      return (await here.snapshot('ten_1'))[0]?.state;
    };
    expect(await run('.x.x.x')).toBe('open');
    expect(await run('..x.x.x..x.x.x..x')).toBe('closed');
    expect(await run('xxxx')).toBe('closed');
    expect(await run('xxxxx')).toBe('open');
  });

  it('is not opened by wrong keys, throttling or callers who give up', async () => {
    const { open } = world();
    const here = open();
    for (const status of [401, 403, 404, 429]) {
      const call = () => here.call(TARGET, async () => ({ status }), { retry: false, judge: byStatus });
      expect(await repeat(10, call)).toEqual(Array(10).fill('good'));
    }
    const signal = AbortSignal.abort(new Error('gave up'));
    await repeat(10, () => here.call(TARGET, () => Promise.reject(DOWN), { retry: false, signal }));
    expect(await here.snapshot('ten_1')).toEqual([{ downstream: 'api.example', state: 'closed' }]);
  });

  it('counts what takes too long as a failure', async () => {
    const { open } = world();
    const here = open();
    const signals: AbortSignal[] = [];
    const hang = (signal: AbortSignal) => {
      signals.push(signal);
      return new Promise<never>(() => undefined);
    };
    for (let count = 0; count < 5; count += 1) {
      const call = here.call(TARGET, hang, ONCE).catch((error: Error) => error.name);
      await vi.advanceTimersByTimeAsync(2999);
      expect(signals.at(-1)?.aborted).toBe(false);
      await vi.advanceTimersByTimeAsync(1);
      expect(await call).toBe('TimeoutError');
      expect(signals.at(-1)?.aborted).toBe(true);
    }
    expect(await outcome(here.call(TARGET, hang, ONCE))).toBe('open');
  });

  it('takes what a deployment sets for a downstream', async () => {
    const { open } = world({ 'api.example': { breaker: { minimumCalls: 2, windowCalls: 4, resetMs: 60_000 } } });
    const { work } = downstream();
    const here = open();
    expect(await repeat(3, () => here.call(TARGET, work, ONCE))).toEqual(['failed', 'failed', 'open']);
    await vi.advanceTimersByTimeAsync(59_000);
    expect(await outcome(here.call(TARGET, work, ONCE))).toBe('open');
    expect(await repeat(3, () => here.call({ ...TARGET, downstream: 'b' }, work, ONCE))).not.toContain('open');
  });

  it('of one tenant is no other tenant’s, and no other downstream’s', async () => {
    const { open } = world();
    const { work } = downstream();
    const here = open();
    await repeat(6, () => here.call(TARGET, work, ONCE));
    expect(await outcome(here.call({ ...TARGET, tenantId: 'ten_2' }, work, ONCE))).toBe('failed');
    expect(await outcome(here.call({ ...TARGET, downstream: 'b.example' }, work, ONCE))).toBe('failed');
    expect(await here.snapshot('ten_2')).toEqual([{ downstream: 'api.example', state: 'closed' }]);
    expect(await here.snapshot('ten_1')).toMatchObject([{ state: 'open' }, { state: 'closed' }]);
  });

  it('forgets failures of long ago', async () => {
    const { open } = world();
    const { work } = downstream();
    const here = open();
    for (let count = 0; count < 12; count += 1) {
      expect(await outcome(here.call(TARGET, work, ONCE))).toBe('failed');
      await vi.advanceTimersByTimeAsync(60_001);
    }
  });
});

describe('an open breaker', () => {
  it('holds in all containers, and is closed for all by one probe', async () => {
    const { open, changes } = world();
    const { state, work } = downstream();
    const [one, two] = [open(), open()];
    await repeat(5, () => one.call(TARGET, work, ONCE));
    expect(await outcome(two.call(TARGET, work, ONCE))).toBe('open');
    expect(await open().snapshot('ten_1')).toMatchObject([{ downstream: 'api.example', state: 'open' }]);
    await vi.advanceTimersByTimeAsync(RESET_MS);
    Object.assign(state, { isUp: true, calls: 0, takesMs: 500 });
    const probe = outcome(one.call(TARGET, work, ONCE));
    await vi.advanceTimersByTimeAsync(100);
    expect(await outcome(two.call(TARGET, work, ONCE))).toBe('open');
    expect(await outcome(one.call(TARGET, work, ONCE))).toBe('open');
    await vi.advanceTimersByTimeAsync(400);
    expect(await probe).toBe('good');
    state.takesMs = 0;
    expect(await outcome(two.call(TARGET, work, ONCE))).toBe('good');
    expect(state.calls).toBe(2);
    expect(changes.map(({ to, by }) => `${to} ${by}`)).toEqual([
      'open here',
      'open elsewhere',
      'half-open here',
      'closed here',
      'closed elsewhere',
    ]);
    expect(await one.snapshot('ten_1')).toEqual([{ downstream: 'api.example', state: 'closed' }]);
  });

  it('lets another container probe when the first gave up, or died', async () => {
    const { open } = world();
    const { state, work } = downstream();
    const [one, two] = [open(), open()];
    await repeat(5, () => one.call(TARGET, work, ONCE));
    await vi.advanceTimersByTimeAsync(RESET_MS);
    Object.assign(state, { isUp: true, calls: 0 });
    await outcome(one.call(TARGET, work, { retry: false, signal: AbortSignal.abort() }));
    expect(await outcome(two.call(TARGET, work, ONCE))).toBe('good');
  });

  it('keeps nobody waiting for a probe that takes longer than its lease', async () => {
    const { open } = world();
    const { state, work } = downstream();
    const [one, two] = [open(), open()];
    await repeat(5, () => one.call(TARGET, work, ONCE));
    await vi.advanceTimersByTimeAsync(RESET_MS);
    Object.assign(state, { isUp: true, takesMs: 60_000, calls: 0 });
    const slow = outcome(one.call(TARGET, work, { retry: false, timeoutMs: false }));
    await vi.advanceTimersByTimeAsync(RESET_MS - 1);
    expect([await outcome(one.call(TARGET, work, ONCE)), await outcome(two.call(TARGET, work, ONCE))]).toEqual([
      'open',
      'open',
    ]);
    await vi.advanceTimersByTimeAsync(1);
    state.takesMs = 0;
    expect(await outcome(one.call(TARGET, work, ONCE))).toBe('good');
    expect(await outcome(two.call(TARGET, work, ONCE))).toBe('good');
    // What it comes to at last is old news.
    state.isUp = false;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await slow).toBe('failed');
    state.isUp = true;
    expect([await outcome(one.call(TARGET, work, ONCE)), await outcome(two.call(TARGET, work, ONCE))]).toEqual([
      'good',
      'good',
    ]);
  });

  it('holds in the container that opened it while the store is gone, which then probes by itself', async () => {
    const { open, store, log } = world();
    const { state, work } = downstream();
    store.isDown = true;
    const [one, two] = [open(), open()];
    expect(await repeat(6, () => one.call(TARGET, work, ONCE))).toEqual([...Array(5).fill('failed'), 'open']);
    expect(await outcome(two.call(TARGET, work, ONCE))).toBe('failed');
    expect(log.of('warn').length).toBe(2);
    await vi.advanceTimersByTimeAsync(RESET_MS);
    expect(await repeat(2, () => one.call(TARGET, work, ONCE))).toEqual(['failed', 'open']);
    await vi.advanceTimersByTimeAsync(RESET_MS);
    state.isUp = true;
    expect(await repeat(3, () => one.call(TARGET, work, ONCE))).toEqual(['good', 'good', 'good']);
  });

  it('is told to the store when that is back', async () => {
    const { open, store } = world();
    const { work } = downstream();
    store.isDown = true;
    const here = open();
    await repeat(5, () => here.call(TARGET, work, ONCE));
    store.isDown = false;
    await vi.advanceTimersByTimeAsync(6000);
    expect(await outcome(here.call(TARGET, work, ONCE))).toBe('open');
    expect(await outcome(open().call(TARGET, work, ONCE))).toBe('open');
  });

  it('needs no store at all', async () => {
    const { open, log } = world({}, false);
    const { work } = downstream();
    const here = open();
    expect(await repeat(6, () => here.call(TARGET, work, ONCE))).toEqual([...Array(5).fill('failed'), 'open']);
    expect(await here.snapshot('ten_1')).toMatchObject([{ state: 'open' }]);
    expect(log.lines).toEqual([]);
  });

  it('ends retries', async () => {
    const { open } = world({ 'api.example': { retry: { maxAttempts: 9 } } });
    const { state, work } = downstream();
    const call = outcome(open().call(TARGET, work));
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await call).toBe('open');
    expect(state.calls).toBe(5);
  });
});
