import type { Json, JsonObject } from '../json/json.ts';
import type { BodyRef, RunHeader, StepRecord } from '../run/run.ts';
import type { BodyStore } from '../run/store.ts';

/**
 * Values up to this many bytes of JSON are kept between nodes; older ones are read again when an expression names them.
 * Parsed, they take about twice as much.
 */
const MEMORY_BUDGET_BYTES = 64 * 1024 * 1024;

/** What expressions may see of a run: its input and the values of nodes that have ended, read when first named. */
export class Values {
  readonly #bodies: BodyStore;
  readonly #run: RunHeader;
  readonly #nodes = new Map<string, { value: Json; size: number | undefined }>();
  #input: Promise<Json> | undefined;
  #bytes = 0;

  constructor(bodies: BodyStore, run: RunHeader) {
    this.#bodies = bodies;
    this.#run = run;
  }

  input(): Promise<Json> {
    this.#input ??= this.#read(this.#run.input);
    return this.#input;
  }

  /** Remembers a value that is not stored yet; it stays until `stored` says that it can be read again. */
  remember(nodeId: string, value: Json): void {
    this.#nodes.set(nodeId, { value, size: undefined });
  }

  /** From now on the value may be forgotten. */
  stored(nodeId: string, size: number): void {
    const entry = this.#nodes.get(nodeId);
    if (!entry || entry.size !== undefined) return;
    entry.size = size;
    this.#bytes += size;
    this.#forget(nodeId);
  }

  /** The values of these nodes, for those that have one: a skipped node has none. */
  async of(nodeIds: Iterable<string>, steps: ReadonlyMap<string, StepRecord>): Promise<JsonObject> {
    const found: [string, Json][] = [];
    await Promise.all(
      [...nodeIds].map(async (nodeId) => {
        const value = await this.#valueOf(nodeId, steps.get(nodeId));
        if (value !== undefined) found.push([nodeId, value]);
      }),
    );
    return Object.fromEntries(found);
  }

  async #valueOf(nodeId: string, step: StepRecord | undefined): Promise<Json | undefined> {
    const known = this.#nodes.get(nodeId);
    if (known) return known.value;
    if (step?.status === 'failed' && step.error) return { error: { ...step.error } };
    if (step?.status !== 'succeeded' || !step.output) return undefined;
    const value = await this.#read(step.output);
    this.remember(nodeId, value);
    this.stored(nodeId, step.output.size);
    return value;
  }

  /** Drops the oldest stored values while there are too many, but not the newest one. */
  #forget(newest: string): void {
    for (const [nodeId, { size }] of this.#nodes) {
      if (this.#bytes <= MEMORY_BUDGET_BYTES) return;
      if (size === undefined || nodeId === newest) continue;
      this.#nodes.delete(nodeId);
      this.#bytes -= size;
    }
  }

  #read(ref: BodyRef): Promise<Json> {
    return this.#bodies.get(this.#run.tenantId, this.#run.id, ref);
  }
}
