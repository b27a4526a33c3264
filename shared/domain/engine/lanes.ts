/** Calls that have something in common, such as a host, and run side by side in one turn. */
const LANE_WIDTH = 10;

/** Lets at most so many into each lane; the others wait in the order in which they came. */
export class Lanes {
  readonly #busy = new Map<string, number>();
  readonly #waiting = new Map<string, (() => void)[]>();

  /** Resolves when there is a place; call what it answers to give it back. */
  async enter(lane: string | undefined): Promise<() => void> {
    if (lane === undefined) return () => undefined;
    const busy = this.#busy.get(lane) ?? 0;
    if (busy < LANE_WIDTH) this.#busy.set(lane, busy + 1);
    else await new Promise<void>((resolve) => this.#queue(lane).push(resolve));
    return () => this.#leave(lane);
  }

  #queue(lane: string): (() => void)[] {
    const queue = this.#waiting.get(lane) ?? [];
    this.#waiting.set(lane, queue);
    return queue;
  }

  /** The place goes straight to the next in line. */
  #leave(lane: string): void {
    const next = this.#waiting.get(lane)?.shift();
    if (next) next();
    else this.#busy.set(lane, (this.#busy.get(lane) ?? 1) - 1);
  }
}
