import { describe, expect, it, vi } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../../shared/contract/default-settings.ts';
import { createLiveSettings } from '../../../../shared/domain/settings/live-settings.ts';

const BAD = '{"logLevel":"LOUD"}';

/** Settings over a store that a test holds: `stored` is what is read, or an error that reading ends in. */
function world() {
  const state = { now: 1_000_000, stored: undefined as string | Error | undefined, reads: 0 };
  const rejected: Array<{ problems: readonly string[]; isNews: boolean }> = [];
  const failures: unknown[] = [];
  let gate: Promise<void> = Promise.resolve();
  const settings = createLiveSettings({
    stage: 'prod',
    source: {
      read: async () => {
        state.reads += 1;
        await gate;
        if (state.stored instanceof Error) throw state.stored;
        return state.stored;
      },
    },
    observer: {
      onReject: (problems, isNews) => void rejected.push({ problems, isNews }),
      onFailure: (error) => void failures.push(error),
    },
    now: () => state.now,
  });
  /** As the next invocation, this long after the last one. */
  const next = async (ms: number): Promise<void> => {
    state.now += ms;
    await settings.refresh();
  };
  const close = (): (() => void) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    gate = promise;
    return resolve;
  };
  return { state, settings, rejected, failures, next, close };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

describe('live settings', () => {
  it('are the defaults of the stage before anything is read, and when nothing is stored', async () => {
    const { settings, next } = world();
    expect(settings.current()).toEqual(DEFAULT_SETTINGS.prod);
    await next(0);
    expect(settings.current()).toEqual(DEFAULT_SETTINGS.prod);
  });

  it('are read before the first invocation goes on', async () => {
    const { state, settings, next } = world();
    state.stored = '{"logLevel":"DEBUG"}';
    await next(0);
    expect(settings.current().logLevel).toBe('DEBUG');
  });

  it('are read once for invocations at the same time, and not again for 30 s', async () => {
    const { state, settings, next } = world();
    await Promise.all([settings.refresh(), settings.refresh(), settings.refresh()]);
    await next(29_999);
    expect(state.reads).toBe(1);
  });

  it('are read again after 30 s without anybody waiting, after 60 s with', async () => {
    const { state, settings, next, close } = world();
    await next(0);
    state.stored = '{"slowQueryMs":1}';
    const open = close();
    await next(30_000);
    expect(settings.current().slowQueryMs).toBe(1000);
    open();
    await settled();
    expect(settings.current().slowQueryMs).toBe(1);

    state.stored = '{"slowQueryMs":2}';
    await next(60_000);
    expect(settings.current().slowQueryMs).toBe(2);
  });

  it('hold an invocation up for 300 ms at most', async () => {
    const { settings, state, close } = world();
    const open = close();
    state.stored = '{"slowQueryMs":1}';
    const begun = performance.now();
    await settings.refresh();
    expect(performance.now() - begun).toBeGreaterThan(290);
    expect(performance.now() - begun).toBeLessThan(450);
    expect(settings.current()).toEqual(DEFAULT_SETTINGS.prod);
    open();
    await settled();
    expect(settings.current().slowQueryMs).toBe(1);
  });

  it('keep the last good ones when a bad document is stored, and tell of it at each reading', async () => {
    const { state, settings, rejected, failures, next } = world();
    state.stored = '{"slowQueryMs":1}';
    await next(0);
    state.stored = BAD;
    await next(60_000);
    await next(60_000);
    expect(settings.current().slowQueryMs).toBe(1);
    const problems = [expect.stringMatching(/^logLevel: /)];
    expect(rejected).toEqual([
      { problems, isNews: true },
      { problems, isNews: false },
    ]);
    expect(failures).toEqual([]);

    state.stored = '{"slowQueryMs":2}';
    await next(60_000);
    expect(settings.current().slowQueryMs).toBe(2);
    expect(rejected).toHaveLength(2);
  });

  it('go back to the defaults when nothing is stored any more, a bad document included', async () => {
    const { state, settings, rejected, next } = world();
    state.stored = '{"slowQueryMs":1}';
    await next(0);
    state.stored = BAD;
    await next(60_000);
    state.stored = undefined;
    await next(60_000);
    await next(60_000);
    expect(settings.current()).toEqual(DEFAULT_SETTINGS.prod);
    expect(rejected).toHaveLength(1);
  });

  it('go on when the store fails, and leave it alone for 10 s', async () => {
    const { state, settings, failures, next } = world();
    state.stored = '{"slowQueryMs":1}';
    await next(0);
    state.stored = new Error('throttled');
    await next(60_000);
    await next(9_999);
    expect(state.reads).toBe(2);
    expect(failures).toEqual([state.stored]);
    expect(settings.current().slowQueryMs).toBe(1);
    state.stored = '{"slowQueryMs":2}';
    await next(1);
    expect(settings.current().slowQueryMs).toBe(2);
  });

  it('do not blame the store for a reading that a frozen container broke off, and read anew at once', async () => {
    const { state, settings, failures, next, close } = world();
    await next(0);
    state.stored = new Error('socket closed');
    const open = close();
    await next(30_000);
    state.now += 600_000;
    open();
    await settled();
    expect(failures).toEqual([]);
    state.stored = '{"slowQueryMs":2}';
    await next(0);
    expect(settings.current().slowQueryMs).toBe(2);
  });

  it('leave no timer behind that would hold the process', async () => {
    vi.useFakeTimers();
    try {
      await world().next(0);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});
