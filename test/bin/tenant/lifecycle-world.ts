import type { LifecycleCommand } from '../../../bin/tenant/arguments.ts';
import { parseCommand } from '../../../bin/tenant/arguments.ts';
import { type LifecycleParts, runLifecycle } from '../../../bin/tenant/lifecycle.ts';
import { Table } from '../../../shared/clients/dynamodb/table.ts';
import { createVault } from '../../../shared/domain/secret/vault.ts';
import { dyingClient, type Life, live } from '../../support/dynamo/dying-client.ts';
import { MemoryDynamo } from '../../support/dynamo/memory-dynamo.ts';
import { FakeLog } from '../../support/fake-log.ts';
import { FILLED_AT } from '../../support/filled-tenant.ts';
import { MemoryBucket } from '../../support/memory-bucket.ts';
import { MemoryDataKeys } from '../../support/memory-data-keys.ts';

/** The operator's commands over a table and a bucket in memory, with time that passes only where somebody waits. */
export function lifecycleWorld() {
  const dynamo = new MemoryDynamo();
  const bucket = new MemoryBucket();
  const tableOver = (client = dynamo.client) => new Table({ client, tableName: 'table', log: new FakeLog() });
  const table = tableOver();
  const out: string[] = [];
  const vault = createVault({ keys: new MemoryDataKeys(), now: () => FILLED_AT });
  const clock = { now: FILLED_AT + 60_000 };
  const onSleep = { work: async (): Promise<void> => {} };
  const terminal = {
    env: {},
    now: () => clock.now,
    out: (text: string) => void out.push(text),
    fail: (text: string) => void out.push(text),
  };

  /** Runs a command as a process that dies after so many calls to the outside. */
  const runFor = (life: Life, ...args: string[]) => {
    const client = dyingClient(dynamo.client, life);
    const parts: LifecycleParts = {
      open: async () => ({ table: tableOver(client), client, tableName: 'table' }),
      bucket,
      objects: {
        list: async (prefix) => {
          live(life);
          return bucket.list(prefix);
        },
        remove: async (keys) => {
          live(life);
          await bucket.remove(keys);
        },
      },
      backupDays: async () => 35,
      sleep: async (ms) => {
        clock.now += ms;
        await onSleep.work();
      },
    };
    return runLifecycle(parseCommand(args) as LifecycleCommand, terminal, parts);
  };
  const run = (...args: string[]) => runFor({ left: Number.POSITIVE_INFINITY }, ...args);

  return {
    ...{ dynamo, bucket, table, vault, out, clock, onSleep, terminal, run, runFor },
    stores: { table, bucket, vault },
    /** Everything that is stored, as text by place. */
    dump: () => [
      ...[...dynamo.items].map(([place, item]) => `${place} ${JSON.stringify(item)}`),
      ...bucket.objects.keys(),
    ],
  };
}
