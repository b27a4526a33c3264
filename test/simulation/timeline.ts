interface Event {
  readonly at: number;
  /** Drawn by chance, so that what happens at the same time happens in any order. */
  readonly tie: number;
  readonly order: number;
  action: (() => void) | undefined;
}

const before = (a: Event, b: Event): boolean =>
  a.at !== b.at ? a.at < b.at : a.tie !== b.tie ? a.tie < b.tie : a.order < b.order;

/** Simulated time: one event after the other, and each is over, with all that follows from it, before the next begins. */
export class Timeline {
  #now: number;
  #order = 0;
  #events = 0;
  readonly #heap: Event[] = [];
  readonly #tie: () => number;

  /** @param tie in [0, 1) */
  constructor(now: number, tie: () => number) {
    this.#now = now;
    this.#tie = tie;
  }

  /** Epoch milliseconds. */
  get now(): number {
    return this.#now;
  }

  get events(): number {
    return this.#events;
  }

  /** Answers what takes the event back. */
  after(ms: number, action: () => void): () => void {
    const event: Event = { at: this.#now + Math.max(0, Math.ceil(ms)), tie: this.#tie(), order: this.#order++, action };
    this.#push(event);
    return () => {
      event.action = undefined;
    };
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /** Until `over` says so, or nothing is left to happen, or a limit is reached: answers whether it was over. */
  async run(over: () => boolean, limits: { readonly until: number; readonly events: number }): Promise<boolean> {
    while (!over()) {
      const event = this.#pop();
      if (!event || event.at > limits.until || this.#events >= limits.events) return false;
      if (!event.action) continue;
      this.#events += 1;
      this.#now = event.at;
      event.action();
      await settled();
    }
    return true;
  }

  #push(event: Event): void {
    const heap = this.#heap;
    let at = heap.push(event) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (!above || before(above, event)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = event;
  }

  #pop(): Event | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || first === last) return first;
    let at = 0;
    for (;;) {
      const left = heap[2 * at + 1];
      const right = heap[2 * at + 2];
      const child = right && left && before(right, left) ? right : left;
      if (!child || before(last, child)) break;
      heap[at] = child;
      at = child === left ? 2 * at + 1 : 2 * at + 2;
    }
    heap[at] = last;
    return first;
  }
}

/** All promises that can be settled are: a macrotask comes after every microtask. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
