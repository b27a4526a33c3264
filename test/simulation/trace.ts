/** What happened, in order: readable, and equal for equal seeds. */
export class Trace {
  readonly lines: string[] = [];
  readonly #now: () => number;
  readonly #begun: number;

  constructor(now: () => number) {
    this.#now = now;
    this.#begun = now();
  }

  add(who: string, what: string): void {
    this.lines.push(`${elapsed(this.#now() - this.#begun)}  ${who.padEnd(14)}  ${what}`);
  }
}

/** `hh:mm:ss.mmm` since the beginning. */
function elapsed(ms: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const milliseconds = String(ms % 1000).padStart(3, '0');
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}.${milliseconds}`;
}
