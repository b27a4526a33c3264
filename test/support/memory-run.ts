import { dueShardOf } from '../../shared/clients/dynamodb/run-items.ts';
import type { AdvanceAnswer } from '../../shared/contract/machine.ts';
import { keys } from '../../shared/contract/table.ts';
import {
  type Checkpoint,
  type DueRun,
  type DueStore,
  type EngineItem,
  type EngineStore,
  type LeaseResult,
  LostLeaseError,
  type SignalMessage,
  type SignalResult,
  type SignalStore,
} from '../../shared/domain/engine/store.ts';
import type { Json } from '../../shared/domain/json/json.ts';
import type { BodyRef, RunHeader, Signal, StepRecord } from '../../shared/domain/run/run.ts';
import type { BodyStore } from '../../shared/domain/run/store.ts';

type ParkAnswer = Extract<AdvanceAnswer, { next: 'park' }>;
type Stored = { -readonly [Key in keyof EngineItem]: EngineItem[Key] } & { over: boolean };

/** One run in memory, under the same conditions as the table's. Faults come from `beforeCommit`. */
export class MemoryRun implements EngineStore, DueStore, SignalStore {
  run: RunHeader;
  readonly engine: Stored;
  readonly steps = new Map<string, StepRecord>();
  readonly sent = new Map<string, Signal>();
  readonly commits: Checkpoint[] = [];
  /** Called before each commit; throws to lose it, as a crash would. */
  beforeCommit: (checkpoint: Checkpoint) => void = () => undefined;

  constructor(run: RunHeader, dueAt: number) {
    this.run = run;
    this.engine = {
      fence: 0,
      leaseUntil: 0,
      wake: 0,
      generation: 1,
      seq: 1,
      semantics: 1,
      takeovers: 0,
      turns: 0,
      since: run.createdAt,
      dueAt,
      over: false,
    };
  }

  async lease(_tenantId: string, _runId: string, now: number, leaseUntil: number): Promise<LeaseResult> {
    const { engine } = this;
    if (engine.over) return { kind: 'over' };
    if (engine.leaseUntil > now) return { kind: 'busy', leaseUntil: engine.leaseUntil };
    engine.fence += 1;
    engine.takeovers += 1;
    engine.turns += 1;
    engine.leaseUntil = leaseUntil;
    const steps = [...this.steps.values()];
    return { kind: 'leased', engine: { ...engine }, run: this.run, steps, signals: [...this.sent.values()] };
  }

  async renew(_tenantId: string, _runId: string, fence: number, leaseUntil: number): Promise<EngineItem> {
    const { engine } = this;
    if (engine.over || fence !== engine.fence) throw new LostLeaseError('lost');
    engine.leaseUntil = leaseUntil;
    return { ...engine };
  }

  async signals(): Promise<readonly Signal[]> {
    return [...this.sent.values()];
  }

  async expire(_run: unknown, signal: Signal): Promise<Signal> {
    const before = this.sent.get(signal.to);
    if (before) return before;
    this.sent.set(signal.to, signal);
    return signal;
  }

  async send({ signal, dueAt }: SignalMessage): Promise<SignalResult> {
    const before = this.sent.get(signal.to);
    if (before) return { kind: 'taken', by: before };
    if (this.engine.over) return { kind: 'over' };
    this.sent.set(signal.to, signal);
    this.engine.wake += 1;
    this.engine.dueAt = dueAt;
    return { kind: 'sent', ...(this.engine.token !== undefined && { token: this.engine.token }) };
  }

  async commit(checkpoint: Checkpoint): Promise<void> {
    this.beforeCommit(checkpoint);
    const { engine } = this;
    if (engine.over || checkpoint.fence !== engine.fence) throw new LostLeaseError('lost');
    const ids = checkpoint.steps.map((step) => step.nodeId);
    if (new Set(ids).size !== ids.length) throw new Error('An item may be in a transaction only once.');
    if (ids.length > 98) throw new Error('Too many items in a transaction.');
    this.commits.push(checkpoint);
    for (const step of checkpoint.steps) this.steps.set(step.nodeId, step);
    if (checkpoint.run) this.run = { ...this.run, ...checkpoint.run };
    const { lease } = checkpoint;
    engine.leaseUntil = lease.kind === 'keep' ? lease.until : 0;
    if (lease.kind === 'release' || lease.kind === 'move') engine.dueAt = lease.dueAt;
    if (lease.kind === 'move') Object.assign(engine, { seq: engine.seq + 1, turns: 0, since: lease.since });
    if (lease.kind !== 'keep' || checkpoint.steps.some((step) => step.status !== 'running')) engine.takeovers = 0;
    if (lease.kind === 'end') {
      engine.over = true;
      delete engine.dueAt;
    }
  }

  /** What the Park state writes, under its condition. */
  park(token: string, { wake, fence, dueAt }: Pick<ParkAnswer, 'wake' | 'fence' | 'dueAt'>): boolean {
    const { engine } = this;
    if (engine.over || String(engine.wake) !== wake || String(engine.fence) !== fence) return false;
    engine.token = token;
    engine.dueAt = Number(dueAt);
    return true;
  }

  async listDue(shard: number, now: number): Promise<readonly DueRun[]> {
    const { tenantId, id: runId } = this.run;
    const { dueAt } = this.engine;
    return dueShardOf(runId) === shard && dueAt !== undefined && dueAt <= now ? [{ tenantId, runId, dueAt }] : [];
  }

  async getEngine(): Promise<EngineItem | undefined> {
    return this.engine.over ? undefined : { ...this.engine };
  }

  async wake(due: DueRun, token: string, nextDueAt: number): Promise<boolean> {
    if (this.engine.token !== token || this.engine.dueAt !== due.dueAt) return false;
    delete this.engine.token;
    this.engine.wake += 1;
    this.engine.dueAt = nextDueAt;
    return true;
  }

  async postpone(due: DueRun, nextDueAt: number): Promise<void> {
    if (this.engine.dueAt === due.dueAt) this.engine.dueAt = nextDueAt;
  }

  async nextExecution(due: DueRun, seq: number, nextDueAt: number): Promise<boolean> {
    if (this.engine.seq !== seq || this.engine.dueAt !== due.dueAt) return false;
    this.engine.seq += 1;
    this.engine.dueAt = nextDueAt;
    return true;
  }
}

/** Bodies in memory. A name that is written twice is a defect. */
export class MemoryBodies implements BodyStore {
  readonly bodies = new Map<string, string>();

  async put(tenantId: string, runId: string, name: string, value: Json): Promise<BodyRef> {
    const text = JSON.stringify(value);
    const key = `${keys.run(tenantId, runId)}${name}`;
    if (this.bodies.has(key)) throw new Error(`The body ${name} is written twice.`);
    this.bodies.set(key, text);
    return { at: 'item', name, size: text.length };
  }

  async get(tenantId: string, runId: string, ref: BodyRef): Promise<Json> {
    if (ref.at === 'inline') return ref.value;
    const text = this.bodies.get(`${keys.run(tenantId, runId)}${ref.name}`);
    if (text === undefined) throw new Error(`There is no body ${ref.name}.`);
    return JSON.parse(text) as Json;
  }

  async presign(): Promise<undefined> {
    return undefined;
  }
}
