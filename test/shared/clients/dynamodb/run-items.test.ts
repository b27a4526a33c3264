import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromItem, toItem } from '../../../../shared/clients/dynamodb/item.ts';
import {
  bodyAttribute,
  dueShardOf,
  engineFromItem,
  engineToItem,
  errorAttribute,
  headerFromItem,
  headerToItem,
  runOfPartition,
  stepFromItem,
  stepToItem,
} from '../../../../shared/clients/dynamodb/run-items.ts';
import { DUE_SHARDS, keys } from '../../../../shared/contract/table.ts';
import type { EngineItem } from '../../../../shared/domain/engine/store.ts';
import type { Json } from '../../../../shared/domain/json/json.ts';
import type { BodyRef, RunHeader, StepRecord } from '../../../../shared/domain/run/run.ts';

const id = fc.stringMatching(/^[0-9A-Z]{26}$/);
const count = fc.nat();
const time = fc.integer({ min: 0, max: 4e12 });
// Printed and parsed once more: -0 has no JSON text of its own.
const jsonValue = fc.json({ maxDepth: 40 }).map((text) => JSON.parse(JSON.stringify(JSON.parse(text))) as Json);
const body: fc.Arbitrary<BodyRef> = fc.oneof(
  fc.record({ at: fc.constant('inline' as const), value: jsonValue, size: count }),
  fc.record({ at: fc.constantFrom('item' as const, 'object' as const), name: fc.string(), size: count }),
);
const errorFields = { name: fc.string(), code: fc.string(), message: fc.string(), data: jsonValue };
const stepError = fc.record(errorFields, { requiredKeys: ['name', 'code', 'message'] });
const runError = fc.record({ ...errorFields, nodeId: fc.string() }, { requiredKeys: ['name', 'code', 'message'] });

const header: fc.Arbitrary<RunHeader> = fc.record(
  {
    id: id.map((ulid) => `run_${ulid}`),
    tenantId: id.map((ulid) => `ten_${ulid}`),
    workflowId: id.map((ulid) => `wf_${ulid}`),
    version: count,
    status: fc.constantFrom('queued', 'running', 'waiting', 'succeeded', 'failed', 'canceled', 'timed_out'),
    input: body,
    output: body,
    error: runError,
    correlationId: fc.string(),
    traceId: fc.string(),
    hops: fc.nat(),
    createdAt: time,
    startedAt: time,
    endedAt: time,
    deadline: time,
    expiresAt: time,
  },
  {
    requiredKeys: [
      'id',
      'tenantId',
      'workflowId',
      'version',
      'status',
      'input',
      'correlationId',
      'createdAt',
      'deadline',
    ],
  },
);

const engine: fc.Arbitrary<EngineItem> = fc.record(
  {
    fence: count,
    leaseUntil: time,
    wake: count,
    generation: count,
    seq: count,
    semantics: count,
    takeovers: count,
    turns: count,
    since: time,
    expiresAt: count,
    token: fc.string(),
    dueAt: time,
  },
  { requiredKeys: ['fence', 'leaseUntil', 'wake', 'generation', 'seq', 'semantics', 'takeovers', 'turns', 'since'] },
);

const step: fc.Arbitrary<StepRecord> = fc.record(
  {
    nodeId: fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/),
    type: fc.string(),
    status: fc.constantFrom('running', 'waiting', 'succeeded', 'failed', 'skipped', 'canceled'),
    generation: count,
    attempts: count,
    port: fc.string(),
    waitFor: fc.constantFrom('retry', 'node'),
    dueAt: time,
    startedAt: time,
    endedAt: time,
    input: body,
    output: body,
    error: stepError,
    handled: fc.boolean(),
  },
  { requiredKeys: ['nodeId', 'type', 'status', 'generation', 'attempts'] },
);

/** What comes back from the table. */
const stored = (item: object) => fromItem(toItem(item));

const ids = { tenantId: 'ten_1', runId: 'run_01JD3Z8S4J0000000000000001' };

describe('headerToItem', () => {
  it('gives back every header', () => {
    fc.assert(
      fc.property(header, (run) => {
        expect(headerFromItem(stored(headerToItem(run)))).toEqual(run);
      }),
    );
  });

  it('places the header in its run and in the index of its workflow', () => {
    const [run] = fc.sample(header, { numRuns: 1, seed: 1 }) as [RunHeader];
    expect(headerToItem(run)).toMatchObject({
      pk: `TENANT#${run.tenantId}#RUN#${run.id}#`,
      sk: 'HEADER',
      runsPk: `TENANT#${run.tenantId}#WORKFLOW#${run.workflowId}#RUNS#`,
      runsSk: run.id,
    });
  });

  it('keeps inline bodies and errors as JSON strings, as the single attributes do', () => {
    fc.assert(
      fc.property(header, (run) => {
        const item = headerToItem(run);
        expect(item.input).toEqual(JSON.stringify(run.input));
        if (run.output) expect(item.output).toEqual(bodyAttribute(run.output));
        if (run.error) expect(item.error).toEqual(errorAttribute(run.error));
        for (const attribute of Object.values(item)) expect(['string', 'number']).toContain(typeof attribute);
      }),
    );
  });
});

describe('headerFromItem', () => {
  it('refuses an item that lacks an attribute or has one of another type', () => {
    const [run] = fc.sample(header, { numRuns: 1, seed: 2 }) as [RunHeader];
    const { status: _, ...lacking } = headerToItem(run);
    expect(() => headerFromItem(lacking)).toThrow('has no status');
    expect(() => headerFromItem({ ...headerToItem(run), version: '1' })).toThrow('not a number');
  });
});

describe('engineToItem', () => {
  it('gives back every engine item', () => {
    fc.assert(
      fc.property(engine, (item) => {
        expect(engineFromItem(stored(engineToItem(ids, item)))).toEqual(item);
      }),
    );
  });

  it('spells fence, wake and token as the state machine does', () => {
    const item = engineToItem(
      { ...ids, expiresAt: 7 },
      {
        fence: 3,
        leaseUntil: 0,
        wake: 2,
        generation: 1,
        seq: 1,
        semantics: 1,
        takeovers: 0,
        turns: 0,
        since: 0,
        token: 't',
        dueAt: 9,
      },
    );
    expect(item).toMatchObject({
      ...keys.runEngine(ids.tenantId, ids.runId),
      fence: 3,
      wake: 2,
      token: 't',
      dueAt: 9,
      dueShard: keys.dueShard(dueShardOf(ids.runId)),
      expiresAt: 7,
    });
  });
});

describe('stepToItem', () => {
  it('gives back every step', () => {
    fc.assert(
      fc.property(step, (record) => {
        expect(stepFromItem(stored(stepToItem(ids, record)))).toEqual(record);
      }),
    );
  });

  it('stays out of the due index and expires with its run', () => {
    fc.assert(
      fc.property(step, (record) => {
        const item = stepToItem({ ...ids, expiresAt: 12 }, record);
        expect(item).not.toHaveProperty('dueAt');
        expect(item).not.toHaveProperty('dueShard');
        expect(item.expiresAt).toEqual(12);
        expect(item.sk).toEqual(`STEP#${record.nodeId}`);
      }),
    );
  });
});

describe('dueShardOf', () => {
  it('spreads runs over all shards, always to the same one', () => {
    const seen = new Set(fc.sample(id, 200).map(dueShardOf));
    expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: DUE_SHARDS }, (_, shard) => shard));
    expect(dueShardOf(ids.runId)).toBe(dueShardOf(ids.runId));
  });
});

describe('runOfPartition', () => {
  it('finds the run that a key was built for', () => {
    fc.assert(
      fc.property(id, id, (tenantId, runId) => {
        expect(runOfPartition(keys.run(tenantId, runId))).toEqual({ tenantId, runId });
      }),
    );
  });

  it('refuses other keys', () => {
    expect(() => runOfPartition(keys.workflows('ten_1'))).toThrow(TypeError);
  });
});
