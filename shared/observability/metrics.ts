import { Metrics } from '@aws-lambda-powertools/metrics';
import { METRICS } from '../contract/metrics.ts';

export type MetricName = Exclude<(typeof METRICS)[keyof typeof METRICS], typeof METRICS.namespace>;
export type MetricUnit = 'Count' | 'Milliseconds' | 'Bytes';
/** What a metric is split by. Few values each: every combination is a metric that costs money. */
export type Dimensions = Readonly<Record<string, string>>;

/** Counts what happens; written at the end of the invocation. */
export interface Meter {
  add(name: MetricName, value: number, unit: MetricUnit, dimensions?: Dimensions): void;
  /** A fact beside the numbers, for queries; not a dimension. */
  note(name: string, value: string): void;
  flush(): void;
}

interface Sample {
  readonly name: MetricName;
  readonly value: number;
  readonly unit: MetricUnit;
}

let processMeter: Meter | undefined;
let isOn = true;

/** Whether metrics are written, from now on; those that are not are forgotten. */
export function switchMetrics(on: boolean): void {
  isOn = on;
}

/** The process's meter: embedded metrics (EMF) in its log, with the dimensions `service` and `stage`. */
export function meter(env: NodeJS.ProcessEnv = process.env): Meter {
  processMeter ??= new EmfMeter(
    new Metrics({ namespace: METRICS.namespace, defaultDimensions: { stage: env.STAGE ?? 'unknown' } }),
  );
  return processMeter;
}

/** One line per set of dimensions: in EMF, the dimensions of a line hold for all of its metrics. */
export class EmfMeter implements Meter {
  readonly #metrics: Metrics;
  readonly #samples = new Map<string, { dimensions: Dimensions; samples: Sample[] }>();
  readonly #notes = new Map<string, string>();

  constructor(metrics: Metrics) {
    this.#metrics = metrics;
  }

  add(name: MetricName, value: number, unit: MetricUnit, dimensions: Dimensions = {}): void {
    const group = JSON.stringify(dimensions);
    const entry = this.#samples.get(group) ?? { dimensions, samples: [] };
    entry.samples.push({ name, value, unit });
    this.#samples.set(group, entry);
  }

  note(name: string, value: string): void {
    this.#notes.set(name, value);
  }

  flush(): void {
    for (const { dimensions, samples } of isOn ? this.#samples.values() : []) {
      for (const [name, value] of Object.entries(dimensions)) this.#metrics.addDimension(name, value);
      for (const [name, value] of this.#notes) this.#metrics.addMetadata(name, value);
      for (const { name, value, unit } of samples) this.#metrics.addMetric(name, unit, value);
      this.#metrics.publishStoredMetrics();
    }
    this.#samples.clear();
    this.#notes.clear();
  }
}
