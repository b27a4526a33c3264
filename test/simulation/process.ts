import type { Clock } from '../../shared/domain/engine/clock.ts';
import type { Random } from './random.ts';
import type { Timeline } from './timeline.ts';
import type { Trace } from './trace.ts';
import { type Faults, WRONG_CLOCK_MS } from './weather.ts';

/** What a caller is told of a call whose answer never came. */
class NetworkError extends Error {
  override readonly name = 'NetworkError';
}

/** What all processes share. */
export interface Surroundings {
  readonly timeline: Timeline;
  readonly random: Random;
  readonly faults: Faults;
  readonly trace: Trace;
}

/**
 * A process that may die or stand still wherever it awaits something. Everything it awaits comes from here: of a dead
 * process nothing is ever heard again, except for calls that had already left it.
 */
export class Process {
  readonly name: string;
  readonly clock: Clock;
  /** Called once when the process dies. */
  onDeath: () => void = () => undefined;
  readonly #around: Surroundings;
  readonly #skewMs: number;
  #dead = false;
  #stillUntil = 0;

  constructor(name: string, around: Surroundings) {
    this.name = name;
    this.#around = around;
    const { random, faults } = around;
    const { skewMs, jump } = faults.weather;
    const wrong = random.chance(jump);
    if (wrong) faults.record();
    this.#skewMs = wrong ? random.int(-WRONG_CLOCK_MS, WRONG_CLOCK_MS) : random.int(-skewMs, skewMs);
    this.clock = {
      now: () => around.timeline.now + this.#skewMs,
      sleep: (ms, signal) => this.#sleep(ms, signal),
    };
  }

  get dead(): boolean {
    return this.#dead;
  }

  crash(why: string): void {
    if (this.#dead) return;
    this.say(`dies: ${why}`);
    this.#dead = true;
    this.onDeath();
  }

  pause(ms: number): void {
    this.say(`stands still for ${ms} ms`);
    this.#stillUntil = Math.max(this.#stillUntil, this.#around.timeline.now + ms);
  }

  say(what: string): void {
    if (!this.#dead) this.#around.trace.add(this.name, what);
  }

  /**
   * A call over the network. `perform` is what it does there; it happens at once and whole, and may happen although the
   * caller never hears of it.
   */
  call<Result>(what: string, perform: () => Promise<Result>, repeatable = false): Promise<Result> {
    if (this.#dead) return never();
    const { faults, random, timeline } = this.#around;
    const fault = faults.draw();
    if (fault === 'crash') {
      this.crash(`before ${what}`);
      return never();
    }
    const there = latency(random, fault === 'slow');
    const back = latency(random, fault === 'slow');
    if (fault !== 'none') this.say(`${what} is to be ${fault}`);
    if (fault === 'crashLater') timeline.after(random.int(0, there + back), () => this.crash(`during ${what}`));
    return new Promise((resolve, reject) => {
      const fail = () => reject(new NetworkError(`${what}: ${fault}`));
      const arrive = () => {
        const result = perform();
        result.catch(() => undefined);
        if (fault === 'pause') this.pause(random.int(1000, 90_000));
        this.#after(back, fault === 'ambiguous' ? fail : () => resolve(result));
      };
      if (fault === 'lost') {
        this.#after(there + back, fail);
      } else if (fault === 'twice' && repeatable) {
        timeline.after(there, () => void perform().catch(() => undefined));
        timeline.after(there + latency(random, true), arrive);
      } else {
        timeline.after(there, arrive);
      }
    });
  }

  #sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const cancel = this.#after(ms, resolve);
      const end = () => {
        cancel();
        resolve();
      };
      signal?.addEventListener('abort', end, { once: true });
    });
  }

  /** What happens in the process: never if it is dead by then, and later if it stands still. */
  #after(ms: number, action: () => void): () => void {
    let canceled = false;
    let cancel: () => void = () => undefined;
    const arrive = () => {
      if (this.#dead || canceled) return;
      const still = this.#stillUntil - this.#around.timeline.now;
      if (still > 0) cancel = this.#around.timeline.after(still, arrive);
      else action();
    };
    cancel = this.#around.timeline.after(ms, arrive);
    return () => {
      canceled = true;
      cancel();
    };
  }
}

export const never = <Result>(): Promise<Result> => new Promise(() => undefined);

const latency = (random: Random, slow: boolean): number => (slow ? random.int(500, 20_000) : random.int(1, 12));
