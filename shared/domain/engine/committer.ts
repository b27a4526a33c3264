import type { Json } from '../json/json.ts';
import type { BodyRef, RunHeader, StepRecord } from '../run/run.ts';
import type { BodyStore } from '../run/store.ts';
import type { Clock } from './clock.ts';
import {
  type EngineItem,
  type EngineStore,
  type LeaseChange,
  LostLeaseError,
  MAX_STEPS_PER_CHECKPOINT,
  type RunTransition,
} from './store.ts';

/** How long a lease lasts without a write. A process that dies is replaced after this time. */
export const LEASE_MS = 30_000;

/** An effect begins only if the lease lasts for this much longer: clocks differ, and so does the way to the outside. */
const LEASE_MARGIN_MS = 5_000;

/** A step to write, with the bodies that its record is to refer to. */
export interface Staged {
  readonly step: StepRecord;
  readonly input?: Json;
  readonly output?: Json;
}

interface CommitterOptions {
  readonly store: EngineStore;
  readonly bodies: BodyStore;
  readonly clock: Clock;
  readonly run: RunHeader;
  readonly fence: number;
  /** Called with each record as it was written, its bodies referred to. */
  onWritten(step: StepRecord): void;
}

/**
 * The one writer of a turn. Endings, claims and skips are gathered and written serially, each batch in one
 * transaction that the fence guards: what was staged first is never written after what was staged later.
 */
export class Committer {
  readonly #options: CommitterOptions;
  #staged: Staged[] = [];
  #tail: Promise<void> = Promise.resolve();
  #gathering: Promise<void> | undefined;
  #transition: RunTransition | undefined;
  #leaseUntil = 0;

  constructor(options: CommitterOptions) {
    this.#options = options;
    const { run, clock } = options;
    if (run.status !== 'running') this.#transition = { status: 'running', startedAt: run.startedAt ?? clock.now() };
  }

  /**
   * Resolves once the step is written.
   * @throws LostLeaseError, and whatever the store throws
   */
  stage(staged: Staged): Promise<void> {
    this.#staged.push(staged);
    this.#gathering ??= this.#gather();
    return this.#gathering;
  }

  /**
   * Lengthens the lease and looks at the engine item, in turn with the writes to it.
   * @throws LostLeaseError
   */
  renew(): Promise<EngineItem> {
    const { store, run, fence, clock } = this.#options;
    return this.#enqueue(async () => {
      const until = clock.now() + LEASE_MS;
      const engine = await store.renew(run.tenantId, run.id, fence, until);
      this.#leaseUntil = until;
      return engine;
    });
  }

  /**
   * Resolves at a moment when the lease is sure to be live. A process that stood still while it was writing may have been
   * replaced, and the run may be over: nothing but the clock tells it before it acts.
   * @throws LostLeaseError
   */
  async hold(): Promise<void> {
    while (this.#options.clock.now() + LEASE_MARGIN_MS > this.#leaseUntil) await this.renew();
  }

  /** Resolves once everything that was staged before is written. */
  flush(): Promise<void> {
    return this.#enqueue(() => this.#writeStaged());
  }

  /** Writes what is staged and, with the last of it, the run's transition and the end of the lease. */
  finish(transition: RunTransition, lease: LeaseChange): Promise<void> {
    const done = this.#enqueue(async () => {
      while (this.#staged.length > MAX_STEPS_PER_CHECKPOINT) await this.#write(this.#take(), this.#keep());
      this.#transition = transition;
      await this.#write(this.#take(), lease);
    });
    // A heartbeat that comes late must not take back what was given up.
    void this.#enqueue(() => Promise.reject(new LostLeaseError('The lease was given up.'))).catch(() => undefined);
    return done;
  }

  /** One pass of the event loop brings together what ends at the same time, such as a chain of pure nodes. */
  async #gather(): Promise<void> {
    await this.#options.clock.sleep(0);
    await this.#enqueue(async () => {
      this.#gathering = undefined;
      await this.#writeStaged();
    });
  }

  async #writeStaged(): Promise<void> {
    while (this.#staged.length > 0) await this.#write(this.#take(), this.#keep());
  }

  /** Behind a write that failed nothing is written: it would build on what the table does not hold. */
  #enqueue<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#tail.then(work);
    this.#tail = done.then(() => undefined);
    this.#tail.catch(() => undefined);
    return done;
  }

  #take(): Staged[] {
    const batch = this.#staged.slice(0, MAX_STEPS_PER_CHECKPOINT);
    this.#staged = this.#staged.slice(batch.length);
    return batch;
  }

  #keep(): LeaseChange {
    return { kind: 'keep', until: this.#options.clock.now() + LEASE_MS };
  }

  async #write(batch: readonly Staged[], lease: LeaseChange): Promise<void> {
    const { store, run, fence, onWritten } = this.#options;
    // The newest record of a node stands for the older ones: an item may be in a transaction only once.
    const newest = [...new Map(batch.map((staged) => [staged.step.nodeId, staged])).values()];
    const steps = await Promise.all(newest.map((staged) => this.#withBodies(staged)));
    const transition = this.#transition;
    await store.commit({
      tenantId: run.tenantId,
      runId: run.id,
      fence,
      steps,
      expiresAt: run.expiresAt,
      lease,
      ...(transition && { run: transition }),
    });
    this.#transition = undefined;
    this.#leaseUntil = lease.kind === 'keep' ? lease.until : 0;
    for (const step of steps) onWritten(step);
  }

  async #withBodies({ step, input, output }: Staged): Promise<StepRecord> {
    const [inputRef, outputRef] = await Promise.all([
      this.#put(step, 'input', input),
      this.#put(step, 'output', output),
    ]);
    return { ...step, ...(inputRef && { input: inputRef }), ...(outputRef && { output: outputRef }) };
  }

  /** The fence is part of the name: a former owner that still writes spoils nothing. */
  #put(step: StepRecord, kind: 'input' | 'output', value: Json | undefined): Promise<BodyRef> | undefined {
    if (value === undefined) return undefined;
    const { bodies, run, fence } = this.#options;
    const name = `${step.nodeId}.${step.generation}.${step.attempts}.${fence}.${kind}`;
    return bodies.put(run.tenantId, run.id, name, value, run.expiresAt);
  }
}
