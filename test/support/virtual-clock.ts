import type { Clock } from '../../shared/domain/engine/clock.ts';

interface Sleeper {
  readonly at: number;
  readonly order: number;
  wake(): void;
}

/** Time that passes only when everybody sleeps: a test of an hour ends in milliseconds. */
export class VirtualClock implements Clock {
  #now: number;
  #order = 0;
  #sleepers: Sleeper[] = [];

  constructor(now = 1_000_000) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const sleeper: Sleeper = { at: this.#now + ms, order: this.#order++, wake: () => resolve() };
      this.#sleepers.push(sleeper);
      signal?.addEventListener(
        'abort',
        () => {
          this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
          resolve();
        },
        { once: true },
      );
    });
  }

  jump(ms: number): void {
    this.#now += ms;
  }

  /** Lets `work` run to its end, moving time on whenever nothing else can happen. */
  async run<Result>(work: Promise<Result>): Promise<Result> {
    let settled = false;
    const done = work.finally(() => {
      settled = true;
    });
    done.catch(() => undefined);
    while (!settled) {
      await quiet();
      if (settled) break;
      this.#sleepers.sort((a, b) => a.at - b.at || a.order - b.order);
      const next = this.#sleepers.shift();
      if (!next) throw new Error('Everybody waits and nobody sleeps.');
      this.#now = Math.max(this.#now, next.at);
      next.wake();
    }
    return done;
  }
}

/** All microtasks and what they start have run. */
async function quiet(): Promise<void> {
  for (let pass = 0; pass < 3; pass += 1) await new Promise((resolve) => setImmediate(resolve));
}
