import type { Dimensions, Meter, MetricName, MetricUnit } from '../../shared/observability/metrics.ts';

interface Measured {
  readonly name: MetricName;
  readonly value: number;
  readonly unit: MetricUnit;
  readonly dimensions: Dimensions;
}

/** A meter that keeps what it is told; `flushed` is what a flush has written. */
export class FakeMeter implements Meter {
  readonly flushed: Measured[] = [];
  readonly notes: Record<string, string> = {};
  flushes = 0;
  #open: Measured[] = [];

  add(name: MetricName, value: number, unit: MetricUnit, dimensions: Dimensions = {}): void {
    this.#open.push({ name, value, unit, dimensions });
  }

  note(name: string, value: string): void {
    this.notes[name] = value;
  }

  flush(): void {
    this.flushes += 1;
    this.flushed.push(...this.#open);
    this.#open = [];
  }
}
