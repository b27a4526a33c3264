import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDynamoDueStore } from '../../../../shared/clients/dynamodb/dynamo-due-store.ts';
import { Table } from '../../../../shared/clients/dynamodb/table.ts';
import type { Bucket } from '../../../../shared/clients/s3/bucket.ts';
import { keys, TABLE } from '../../../../shared/contract/table.ts';
import { MemoryDynamo, type Touch } from '../../../support/dynamo/memory-dynamo.ts';
import { type Call, type Command, NOW, tenantCommands } from '../../../support/dynamo/tenant-commands.ts';
import { trespasses } from '../../../support/dynamo/trespass.ts';
import { FakeLog } from '../../../support/fake-log.ts';

/** Ids that begin like each other, that look like parts of keys, and that no tenant ever has. */
const TENANT_IDS = ['a', 'ab', 'a-', 'A', 'ten_A', 'ten_AB', 'RUN', 'TENANT', 'WORKFLOWS', 'run_1'];
const CRAFTED_IDS = ['a#', 'a#WORKFLOWS', 'ten_A#RUN', 'ten_A#RUN#x', 'ten_A#', '#', '', '*', 'a*', 'a?', '{x}', 'a\n'];
/** The same ids of things for all tenants, so that only the tenant tells them apart. */
const IDS = ['x', 'run_1', 'wf_1', 'a', 'ten_A', 'RUN', 'WORKFLOWS', 'x#', '#RUN#x', 'x#RUNS', '*', ''];
const NAMES = ['node', 'a#1', 'STEP#', '$cancel', '#', "Robert'); DROP"];

const noBucket: Bucket = {
  put: () => Promise.reject(new Error('not faked')),
  get: () => Promise.reject(new Error('not faked')),
  presign: () => Promise.reject(new Error('not faked')),
};

interface World {
  readonly table: Table;
  readonly dynamo: MemoryDynamo;
  readonly touches: Touch[];
  readonly commands: Readonly<Record<string, Command>>;
}

function world(): World {
  const touches: Touch[] = [];
  const dynamo = new MemoryDynamo((touch) => touches.push(touch));
  const table = new Table({ client: dynamo.client, tableName: 'table', log: new FakeLog() });
  return { table, dynamo, touches, commands: tenantCommands(table, noBucket) };
}

type Step = readonly [tenant: 0 | 1 | 2, command: number, id: string, name: string];

const tenants = fc.uniqueArray(
  fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...TENANT_IDS) }, fc.constantFrom(...CRAFTED_IDS)),
  { minLength: 3, maxLength: 3 },
);
const sequence = fc.array(
  fc.tuple(fc.constantFrom(0, 1, 2), fc.nat(1000), fc.constantFrom(...IDS), fc.constantFrom(...NAMES)),
  { minLength: 4, maxLength: 12 },
);

/** Whose an item is: of the tenant that wrote it first. */
async function play(
  tenantIds: readonly string[],
  steps: readonly Step[],
  commandsOf: (world: World) => Readonly<Record<string, Command>> = ({ commands }) => commands,
): Promise<{ readonly found: readonly string[]; readonly touched: number }> {
  const here = world();
  const commands = Object.values(commandsOf(here));
  const owners = new Map<string, string>();
  const found: string[] = [];
  let touched = 0;
  for (const [who, which, id, name] of steps) {
    const tenantId = tenantIds[who] ?? '';
    const hash = `hash-${who}`;
    const call: Call = { tenantId, id, name, hash };
    here.touches.length = 0;
    await attempt(commands[which % commands.length], call);
    const others = [keys.apiKey(hash).pk, keys.tenants()];
    for (const touch of here.touches) {
      touched += 1;
      found.push(...trespasses({ tenantId, others }, touch));
      for (const { pk, sk } of touch.items) {
        const place = `${String(pk)} ${String(sk)}`;
        const owner = owners.get(place) ?? tenantId;
        owners.set(place, owner);
        if (owner !== tenantId) found.push(`${touch.operation} as ${tenantId}: ${place} of ${owner}`);
      }
    }
    for (const place of owners.keys()) if (!here.dynamo.items.has(place.replace(' ', '\0'))) owners.delete(place);
  }
  return { found, touched };
}

/** A store may refuse; only what the fake does not know is a fault of the test. */
async function attempt(command: Command | undefined, call: Call): Promise<void> {
  try {
    await command?.(call);
  } catch (error) {
    if (error instanceof Error && error.message.includes('not faked')) throw error;
  }
}

describe('the stores of tenants', () => {
  it('touch nothing foreign in 10,000 sequences of commands of three tenants', { timeout: 180_000 }, async () => {
    let touched = 0;
    const property = fc.asyncProperty(tenants, sequence, async (tenantIds, steps) => {
      const result = await play(tenantIds, steps as readonly Step[]);
      touched += result.touched;
      expect(result.found).toEqual([]);
    });
    await fc.assert(property, { numRuns: 10_000 });
    expect(touched).toBeGreaterThan(50_000);
  });

  it('reach what they are asked for: every command leaves a trace with plain ids', async () => {
    const { commands, touches } = world();
    for (const [name, command] of Object.entries(commands)) {
      touches.length = 0;
      await attempt(command, { tenantId: 'ten_1', id: 'x', name: 'node', hash: 'h' });
      expect([name, touches.length > 0]).toEqual([name, true]);
    }
  });

  it('send nothing for an id that no key can hold', async () => {
    const { commands, touches } = world();
    for (const tenantId of CRAFTED_IDS) {
      for (const [name, command] of Object.entries(commands)) {
        if (name === 'getApiKey') continue;
        const refused = async () => command({ tenantId, id: 'x', name: 'node', hash: 'h' });
        await expect(refused(), name).rejects.toThrow(TypeError);
      }
    }
    expect(touches).toEqual([]);
  });
});

/** Each is a mistake that somebody could make in a key. */
const PLANTED: Readonly<Record<string, (world: World) => Readonly<Record<string, Command>>>> = {
  'a partition without the delimiter': ({ table, commands }) => ({
    ...commands,
    planted: ({ tenantId }) => table.query({ partition: `TENANT#${tenantId}` }),
  }),
  'a partition whose delimiter comes too late': ({ table, commands }) => ({
    ...commands,
    planted: ({ tenantId, id }) => table.put({ item: { pk: `TENANT#${tenantId}${id}#`, sk: 'x' } }),
  }),
  'a partition of ids that are not checked': ({ table }) => ({
    planted: ({ tenantId, id }) => table.put({ item: { pk: `TENANT#${tenantId}#${id}#`, sk: 'x' } }),
  }),
  'a partition that the caller names': ({ table, commands }) => ({
    ...commands,
    planted: ({ id }) => table.query({ partition: keys.workflows(id) }),
  }),
  "an index over everybody's runs": ({ table, commands }) => ({
    ...commands,
    planted: () => table.query({ partition: 'RUNS#', index: TABLE.runsIndex }),
  }),
  'an item that another list shows': ({ table, commands }) => ({
    ...commands,
    planted: ({ tenantId, id }) =>
      table.put({
        item: { pk: keys.run(tenantId, 'x'), sk: 'y', runsPk: `TENANT#${id}#WORKFLOW#x#RUNS#`, runsSk: 'x' },
      }),
  }),
};

describe('the model of isolation', () => {
  it.each(Object.entries(PLANTED))('catches %s', async (_name, commandsOf) => {
    const property = fc.asyncProperty(tenants, sequence, async (tenantIds, steps) => {
      const { found } = await play(tenantIds, steps as readonly Step[], commandsOf);
      expect(found).toEqual([]);
    });
    expect((await fc.check(property, { numRuns: 1000 })).failed).toBe(true);
  });

  it('catches two tenants whose keys are one, although each begins with its own id', async () => {
    const steps: readonly Step[] = [
      [0, 0, 'x', 'RUN#'],
      [1, 0, 'x', ''],
    ];
    const { found } = await play(['ten_A', 'ten_A#RUN', 'b'], steps, ({ table }) => ({
      planted: ({ tenantId, name }) => table.put({ item: { pk: `TENANT#${tenantId}#${name}`, sk: 'x' } }),
    }));
    expect(found).toContainEqual('put as ten_A#RUN: TENANT#ten_A#RUN# x of ten_A');
  });
});

describe('the tick', () => {
  it('names no partition but those of the due index, and reads nothing but engine items', async () => {
    const { table, touches, commands } = world();
    for (const tenantId of ['a', 'ab', 'ten_A']) {
      await commands.createRun?.({ tenantId, id: 'x', name: 'node', hash: 'h' });
    }
    touches.length = 0;
    const due = createDynamoDueStore(table);
    const shards = await Promise.all([0, 1, 2, 3].map((shard) => due.listDue(shard, NOW, 10)));
    for (const run of shards.flat()) {
      await due.getEngine(run);
      await due.postpone(run, NOW + 1);
    }
    expect(shards.flat()).toHaveLength(3);
    for (const { partition, items } of touches) {
      expect(partition).toMatch(/^DUE#[0-3]#$|^TENANT#[\w-]+#RUN#x#$/);
      for (const { sk } of items) expect(sk).toBe('ENGINE');
    }
  });
});
