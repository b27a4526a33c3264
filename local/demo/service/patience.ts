const RETRY_AFTER_SECONDS = 1;
/** Clocks are read in whole milliseconds, and timers round. */
const TOLERANCE_MS = 5;

/** Remembers who was asked to wait, and until when. */
export class Patience {
  readonly #until = new Map<string, number>();
  readonly #now: () => number;

  /** @param now in milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** @returns the seconds to say in `Retry-After` */
  ask(who: string): number {
    this.#until.set(who, this.#now() + RETRY_AFTER_SECONDS * 1000);
    return RETRY_AFTER_SECONDS;
  }

  /** @returns by how many milliseconds it comes too early; undefined when it does not */
  tooEarly(who: string): number | undefined {
    const early = (this.#until.get(who) ?? 0) - this.#now();
    return early > TOLERANCE_MS ? Math.round(early) : undefined;
  }
}
