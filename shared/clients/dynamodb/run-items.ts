import { DUE_SHARDS, keys, TABLE } from '../../contract/table.ts';
import type { EngineItem } from '../../domain/engine/store.ts';
import type { Json } from '../../domain/json/json.ts';
import type { BodyRef, RunError, RunHeader, RunStatus, Signal, StepRecord, StepStatus } from '../../domain/run/run.ts';
import { decode, encode, type Fields, flag, json, number, optional, text } from './attributes.ts';
import type { Item, Key } from './item.ts';
import { stamp, upConvert } from './item-versions.ts';

/*
 * The items of a run, for everybody who reads or writes them. Attributes bear the names of the records' fields, except
 * where said here. Several (`status`, `error`, `token`, `type`, `input`, ...) are reserved words of DynamoDB: name
 * them by `#` in expressions.
 */

const HEADER: Fields<RunHeader> = {
  id: text(),
  tenantId: text(),
  workflowId: text(),
  version: number(),
  status: text<RunStatus>(),
  input: json<BodyRef>(),
  output: optional(json<BodyRef>()),
  error: optional(json<RunError>()),
  correlationId: text(),
  traceId: optional(text()),
  hops: optional(number()),
  createdAt: number(),
  startedAt: optional(number()),
  endedAt: optional(number()),
  deadline: number(),
  expiresAt: optional(number(), TABLE.ttl),
};

const ENGINE: Fields<EngineItem> = {
  fence: number(),
  leaseUntil: number(),
  wake: number(),
  generation: number(),
  seq: number(),
  semantics: number(),
  takeovers: number(),
  turns: number(),
  since: number(),
  token: optional(text()),
  dueAt: optional(number(), TABLE.dueAtKey),
  expiresAt: optional(number(), TABLE.ttl),
};

const STEP: Fields<StepRecord> = {
  nodeId: text(),
  type: text(),
  status: text<StepStatus>(),
  generation: number(),
  attempts: number(),
  port: optional(text()),
  waitFor: optional(text<'retry' | 'node' | 'signal'>()),
  // Not `dueAt`: that is a key of the due index, where steps have no business.
  dueAt: optional(number(), 'waitUntil'),
  startedAt: optional(number()),
  endedAt: optional(number()),
  input: optional(json<BodyRef>()),
  output: optional(json<BodyRef>()),
  error: optional(json<StepRecord['error'] & object>()),
  handled: optional(flag()),
  alone: optional(number()),
};

const SIGNAL: Fields<Signal> = {
  to: text(),
  generation: number(),
  kind: text<Signal['kind']>(),
  at: number(),
  by: optional(text()),
  payload: optional(json<Json>()),
};

/** Attributes of references and errors, for update expressions that set them alone. */
export const bodyAttribute = (ref: BodyRef): unknown => HEADER.input.encode(ref);
export const errorAttribute = (error: RunError): unknown => HEADER.error.encode(error);

/** The header with its keys, those of the `runs` index included. */
export const headerToItem = (run: RunHeader): Key & Item => ({
  ...encode(HEADER, run),
  ...stamp('run'),
  ...keys.runHeader(run.tenantId, run.id),
  [TABLE.runsPartitionKey]: keys.runsOfWorkflow(run.tenantId, run.workflowId),
  [TABLE.runsSortKey]: run.id,
});
export const headerFromItem = (item: Item): RunHeader => decode(HEADER, upConvert('run', item));

interface RunIds {
  readonly tenantId: string;
  readonly runId: string;
  /** Epoch seconds, as on the run's header. */
  readonly expiresAt?: number | undefined;
}

/**
 * The engine's item with its keys. `dueShard` is always there; an item is in the `due` index while it has `dueAt`, so
 * updates set or remove `dueAt` alone.
 */
export const engineToItem = (ids: RunIds, engine: EngineItem): Key & Item => ({
  ...encode(ENGINE, engine),
  ...stamp('engine'),
  ...keys.runEngine(ids.tenantId, ids.runId),
  [TABLE.dueShardKey]: keys.dueShard(dueShardOf(ids.runId)),
  ...expiry(ids.expiresAt),
});
export const engineFromItem = (item: Item): EngineItem => decode(ENGINE, upConvert('engine', item));

export const stepToItem = (ids: RunIds, step: StepRecord): Key & Item => ({
  ...encode(STEP, step),
  ...stamp('step'),
  ...keys.step(ids.tenantId, ids.runId, step.nodeId),
  ...expiry(ids.expiresAt),
});
export const stepFromItem = (item: Item): StepRecord => decode(STEP, upConvert('step', item));

export const signalToItem = (ids: RunIds, signal: Signal): Key & Item => ({
  ...encode(SIGNAL, signal),
  ...stamp('signal'),
  ...keys.signal(ids.tenantId, ids.runId, signal.to, signal.generation),
  ...expiry(ids.expiresAt),
});
export const signalFromItem = (item: Item): Signal => decode(SIGNAL, upConvert('signal', item));

/** Which of the due index's partitions a run is in: FNV-1a of its id. */
export function dueShardOf(runId: string): number {
  let hash = 0x811c9dc5;
  for (const character of runId) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0) % DUE_SHARDS;
}

const RUN_PARTITION = /^TENANT#([^#]+)#RUN#([^#]+)#$/;

/** Tenant and run of a run's partition key, which is all that an entry of the due index needs to hold. */
export function runOfPartition(pk: string): { tenantId: string; runId: string } {
  const [, tenantId, runId] = RUN_PARTITION.exec(pk) ?? [];
  if (tenantId === undefined || runId === undefined) throw new TypeError('Not the partition key of a run.');
  return { tenantId, runId };
}

const expiry = (expiresAt: number | undefined): Item => (expiresAt === undefined ? {} : { [TABLE.ttl]: expiresAt });
