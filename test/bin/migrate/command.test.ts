import { describe, expect, it } from 'vitest';
import { runMigrateCommand } from '../../../bin/migrate/command.ts';
import { createJournal } from '../../../bin/migrate/journal.ts';
import type { Migration } from '../../../bin/migrate/migration.ts';
import { runMigration } from '../../../bin/migrate/run-migration.ts';
import { scanPage } from '../../../shared/clients/dynamodb/scan.ts';
import { Table } from '../../../shared/clients/dynamodb/table.ts';
import { keys } from '../../../shared/contract/table.ts';
import { MemoryDynamo } from '../../support/dynamo/memory-dynamo.ts';
import { FakeLog } from '../../support/fake-log.ts';

/** Doubles `n`, once: done twice, it would show. */
const double: Migration = {
  id: '20260101-double',
  description: 'Doubles.',
  change: ({ pk, sk, n, doubled }) =>
    n === undefined || doubled === true
      ? []
      : [
          {
            update: {
              key: { pk: String(pk), sk: String(sk) },
              update: 'SET n = n + :n, doubled = :true',
              condition: 'attribute_exists(pk) AND attribute_not_exists(doubled)',
              values: { ':n': Number(n), ':true': true },
            },
          },
        ],
};
const ITEMS = 23;

async function world() {
  const dynamo = new MemoryDynamo();
  const { client } = dynamo;
  const table = new Table({ client, tableName: 'table', log: new FakeLog() });
  const out: string[] = [];
  const errors: string[] = [];
  let clock = Date.UTC(2026, 0, 1);
  const terminal = {
    env: {},
    now: () => clock,
    out: (text: string) => void out.push(text),
    fail: (text: string) => void errors.push(text),
  };
  const parts = { migrations: [double], open: async () => ({ table, client, tableName: 'table' }), pageSize: 5 };
  for (let n = 1; n <= ITEMS; n += 1) await table.put({ item: { pk: `P${n}#`, sk: 'x', n } });
  await table.put({ item: { pk: 'OTHER#', sk: 'x' } });
  const sum = () => [...dynamo.items.values()].reduce((total, { n = 0 }) => total + Number(n), 0);
  return {
    ...{ table, client, dynamo, out, errors, sum, terminal },
    run: (...args: string[]) => runMigrateCommand(args, terminal, parts),
    wait: (ms: number) => {
      clock += ms;
    },
  };
}

const ONCE = (ITEMS * (ITEMS + 1)) / 2;

/** A process that dies without a word after so many pages: its lock stays. */
async function die({ table, client, terminal: { now } }: Awaited<ReturnType<typeof world>>, afterPages: number) {
  const journal = createJournal({ table, owner: 'the dead', now, lockMs: 60_000 });
  await journal.lock();
  let pages = 0;
  const dying = runMigration(double, undefined, {
    ...{ table, journal, now },
    scan: (after) => scanPage({ client, tableName: 'table', limit: 5, after }),
    onPage: () => {
      pages += 1;
      if (pages === afterPages) throw new Error('killed');
    },
  });
  await expect(dying).rejects.toThrow('killed');
}

describe('npm run migrate', () => {
  it('changes every item once, and tells how far it is', async () => {
    const { run, out, sum } = await world();
    expect(await run()).toBe(0);
    expect(sum()).toBe(2 * ONCE);
    expect(out[0]).toBe('20260101-double: Doubles.');
    expect(out.at(-1)).toMatch(/^ {2}\d+ items seen, 23 changed, done 2026-01-01T/);
    expect(await run()).toBe(0);
    expect(sum()).toBe(2 * ONCE);
    expect(out.at(-1)).toMatch(/^20260101-double: \d+ items seen, 23 changed, done/);
  });

  it('goes on from its last page after it was killed, once its lock has expired', async () => {
    const here = await world();
    await die(here, 2);
    expect(here.sum()).toBeGreaterThan(ONCE);
    expect(here.sum()).toBeLessThan(2 * ONCE);
    expect(await here.run()).toBe(1);
    expect(here.errors[0]).toMatch(/^LockedError: the dead migrates this table until 2026-01-01T00:01:00/);
    here.wait(60_001);
    const before = here.out.length;
    expect(await here.run()).toBe(0);
    expect(here.sum()).toBe(2 * ONCE);
    // Five items a page: the first two pages are not read again.
    expect(here.out[before + 1]).toContain('15 items seen');
  });

  it('lets a process that has lost its lock write no further page down', async () => {
    const here = await world();
    const { table, terminal } = here;
    const slow = createJournal({ table, owner: 'slow', now: terminal.now, lockMs: 60_000 });
    await slow.lock();
    here.wait(60_001);
    await createJournal({ table, owner: 'next', now: terminal.now, lockMs: 60_000 }).lock();
    const progress = { id: double.id, seen: 1, changed: 1, startedAt: 0 };
    await expect(slow.save(progress)).rejects.toThrow('next migrates this table');
    expect(await slow.all()).toEqual([]);
    await slow.unlock();
    expect(here.dynamo.items.get(`${keys.migrations()}\0LOCK`)).toMatchObject({ owner: 'next' });
  });

  it('skips an item that somebody else has changed since it was read', async () => {
    const { table, client, sum } = await world();
    const journal = { save: async () => {} };
    const progress = await runMigration(double, undefined, {
      ...{ table, journal, now: () => 0, onPage: () => {} },
      scan: async (after) => {
        const page = await scanPage({ client, tableName: 'table', limit: 100, after });
        await table.update({
          key: { pk: 'P1#', sk: 'x' },
          update: 'SET n = :n, doubled = :true',
          values: { ':n': 2, ':true': true },
        });
        await table.delete({ key: { pk: 'P2#', sk: 'x' } });
        return page;
      },
    });
    expect(progress).toMatchObject({ changed: ITEMS - 2 });
    expect(sum()).toBe(2 * (ONCE - 2));
  });

  it('writes nothing in a dry run, and nothing when asked how far it is', async () => {
    const { run, out, dynamo } = await world();
    const before = structuredClone([...dynamo.items]);
    expect(await run('--dry-run')).toBe(0);
    expect(out).toContainEqual(expect.stringMatching(/24 items seen, 23 changed/));
    expect(out.at(-1)).toBe('Nothing was written.');
    expect(await run('--status')).toBe(0);
    expect(out).toContain('20260101-double: has not run');
    expect([...dynamo.items]).toEqual(before);
  });

  it('leaves no lock behind, whether it ends well or not', async () => {
    const { run, dynamo, table, errors } = await world();
    await run();
    expect(dynamo.items.has(`${keys.migrations()}\0LOCK`)).toBe(false);
    await table.delete({ key: { pk: keys.migrations(), sk: `RUN#${double.id}` } });
    table.transactWrite = () => Promise.reject(new Error('no network'));
    await table.put({ item: { pk: 'NEW#', sk: 'x', n: 1 } });
    expect(await run()).toBe(1);
    expect(errors).toEqual(['Error: no network']);
    expect(dynamo.items.has(`${keys.migrations()}\0LOCK`)).toBe(false);
  });

  it('explains itself, and refuses what it does not know', async () => {
    const { run, out, errors } = await world();
    expect(await run('--help')).toBe(0);
    expect(out[0]).toContain('--dry-run');
    expect(await run('--force')).toBe(2);
    expect(errors[0]).toContain('--force');
  });
});
