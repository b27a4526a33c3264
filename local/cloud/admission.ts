import { availableParallelism } from 'node:os';

/** Starting a worker costs a quarter of a second of processor time, and a call may start one of three functions. */
const ADMISSION = { slots: 4 * availableParallelism(), holdMilliseconds: 1000 } as const;

/**
 * Lets calls begin at a rate that a laptop bears. Each call at once takes a worker of its own, as on AWS; but here all
 * of them start on a few cores, where a burst of fifty would keep the first answer waiting for the last worker.
 * A call holds its slot until it ends, at most a moment: one that waits for a run does not keep others out.
 */
export class Admission {
  readonly #holdMilliseconds: number;
  readonly #waiting: Array<() => void> = [];
  #free: number;

  constructor({ slots, holdMilliseconds }: { readonly slots: number; readonly holdMilliseconds: number } = ADMISSION) {
    this.#free = slots;
    this.#holdMilliseconds = holdMilliseconds;
  }

  /** Resolves, first come first served, when the call may begin. @returns gives the slot back; may be called again */
  async enter(): Promise<() => void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    let held = true;
    const leave = (): void => {
      if (!held) return;
      held = false;
      clearTimeout(timer);
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    };
    const timer = setTimeout(leave, this.#holdMilliseconds);
    timer.unref();
    return leave;
  }
}
