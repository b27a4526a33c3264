import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sealedIn } from '../../../bin/operator/sealed.ts';
import { runRewrapCommand } from '../../../bin/rewrap/command.ts';
import { ConditionFailedError } from '../../../shared/clients/dynamodb/errors.ts';
import type { Item } from '../../../shared/clients/dynamodb/item.ts';
import { Table } from '../../../shared/clients/dynamodb/table.ts';
import { keys } from '../../../shared/contract/table.ts';
import type { SecretContext } from '../../../shared/domain/secret/context.ts';
import { KeyServiceError, KeyUnusableError } from '../../../shared/domain/secret/errors.ts';
import { parseEnvelope, wrappedOf } from '../../../shared/domain/secret/format.ts';
import { createVault, type Vault } from '../../../shared/domain/secret/vault.ts';
import { dyingClient } from '../../support/dynamo/dying-client.ts';
import { MemoryDynamo } from '../../support/dynamo/memory-dynamo.ts';
import { FakeLog } from '../../support/fake-log.ts';
import { MemoryDataKeys } from '../../support/memory-data-keys.ts';

const PURPOSES = ['connection', 'oauth', 'webhook'] as const;

function world() {
  const dynamo = new MemoryDynamo();
  const table = new Table({ client: dynamo.client, tableName: 'table', log: new FakeLog() });
  const dataKeys = new MemoryDataKeys();
  const out: string[] = [];
  const errors: string[] = [];
  let clock = Date.UTC(2026, 0, 1);
  // Nothing is cached from one command to the next.
  const vault = (): Vault => createVault({ keys: dataKeys, now: () => clock });
  const terminal = {
    env: {},
    now: () => clock,
    out: (text: string) => void out.push(text),
    fail: (text: string) => void errors.push(text),
  };
  const contextOf = (n: number): SecretContext => ({
    tenantId: `ten_${n % 3}`,
    resourceId: `conn_${n}`,
    purpose: PURPOSES[n % PURPOSES.length] ?? 'connection',
  });
  const placeOf = (n: number) => {
    const { tenantId, resourceId, purpose } = contextOf(n);
    return purpose === 'oauth' ? keys.connectionToken(tenantId, resourceId) : keys.connection(tenantId, resourceId);
  };
  const itemOf = (n: number): Item => dynamo.items.get(`${placeOf(n).pk}\0${placeOf(n).sk}`) ?? {};
  const fill = async (count: number) => {
    for (let n = 0; n < count; n += 1) {
      const { tenantId, resourceId, purpose } = contextOf(n);
      const envelope = await vault().forTenant(tenantId).seal(resourceId, purpose, `secret ${n}`);
      await table.put({ item: { ...placeOf(n), tenantId, name: `Shop ${n}`, envelope, revision: 1 } });
      await table.put({ item: { ...keys.connectionName(tenantId, `Shop ${n}`), connectionId: resourceId } });
    }
    await table.put({ item: { ...keys.tenant('ten_0'), name: 'swe1.9VNXRQ', envelope: 1 } });
    await table.put({ item: { pk: 'OTHER#', sk: 'x', envelope: 'none of a tenant' } });
  };
  /** What every secret opens to. */
  const readAll = async (count: number) => {
    const texts: string[] = [];
    for (let n = 0; n < count; n += 1) {
      const { tenantId, resourceId, purpose } = contextOf(n);
      const secret = await vault()
        .forTenant(tenantId)
        .open(resourceId, purpose, String(itemOf(n).envelope));
      texts.push(secret.reveal());
    }
    return texts;
  };
  const materials = (count: number) =>
    Array.from({ length: count }, (_none, n) =>
      dataKeys.materialOf(wrappedOf(parseEnvelope(String(itemOf(n).envelope)).head)),
    );
  const rewrapped = (count: number) =>
    Array.from({ length: count }, (_none, n) => sealedIn(itemOf(n))[0])
      .filter((place) => place?.context !== undefined && place.envelope.length > 100)
      .filter((place) => dataKeys.materialOf(wrappedOf(parseEnvelope(String(place?.envelope)).head)) === 1).length;
  const open = async () => ({ table, client: dynamo.client, tableName: 'table' });
  return {
    ...{
      dynamo,
      table,
      dataKeys,
      vault,
      out,
      errors,
      terminal,
      open,
      itemOf,
      placeOf,
      contextOf,
      fill,
      readAll,
      materials,
      rewrapped,
    },
    wait: (ms: number) => {
      clock += ms;
    },
    run: (...args: string[]) => runRewrapCommand(args, terminal, { open, vault: vault(), pageSize: 4 }),
  };
}

const COUNT = 17;
const SECRETS = Array.from({ length: COUNT }, (_none, n) => `secret ${n}`);

describe('npm run rewrap', () => {
  it('brings every envelope under the new material, changes nothing else, and proves that all can be read', async () => {
    const here = world();
    await here.fill(COUNT);
    const before = structuredClone(here.itemOf(3));
    here.dataKeys.rotate();
    expect(await here.run()).toBe(0);
    expect(here.out.slice(-2)).toEqual(['17 re-wrapped.', '17 of 17 readable (100 %)']);
    expect(here.materials(COUNT)).toEqual(SECRETS.map(() => 1));
    expect(await here.readAll(COUNT)).toEqual(SECRETS);
    expect({ ...here.itemOf(3), envelope: 0 }).toEqual({ ...before, envelope: 0 });
    expect([...here.dynamo.items.keys()].filter((key) => key.startsWith('JOBS#'))).toEqual([]);
  });

  it('writes nothing in a dry run', async () => {
    const here = world();
    await here.fill(COUNT);
    here.dataKeys.rotate();
    const before = structuredClone([...here.dynamo.items]);
    expect(await here.run('--dry-run')).toBe(0);
    expect(here.out.slice(-2)).toEqual(['Nothing was written.', '17 of 17 readable (100 %)']);
    expect([...here.dynamo.items]).toEqual(before);
    expect(here.dataKeys.calls.rewrap).toBe(0);
  });

  it('leaves what cannot be read as it is, names it, and fails', async () => {
    const here = world();
    await here.fill(COUNT);
    const swapped = String(here.itemOf(1).envelope);
    const damaged = `${String(here.itemOf(2).envelope).slice(0, -4)}AAAA`;
    await here.table.put({ item: { ...here.itemOf(0), ...here.placeOf(0), envelope: swapped } });
    await here.table.put({ item: { ...here.itemOf(2), ...here.placeOf(2), envelope: damaged } });
    await here.table.put({ item: { ...here.itemOf(4), ...here.placeOf(4), envelope: 'swe1.' } });
    here.dataKeys.rotate();
    for (const args of [['--dry-run'], []]) {
      here.errors.length = 0;
      expect(await here.run(...args)).toBe(1);
      expect(here.out.at(-1)).not.toContain('100 %');
      expect(here.errors.toSorted()).toEqual(
        [
          `Not readable: ${here.placeOf(0).pk} ${here.placeOf(0).sk}`,
          `Not readable: ${here.placeOf(4).pk} ${here.placeOf(4).sk}`,
          `Not readable: ${here.placeOf(2).pk} ${here.placeOf(2).sk}`,
          expect.stringMatching(/^UnreadableError: 14 of 17 readable \(82 %\)/),
        ].toSorted(),
      );
    }
    expect([0, 2, 4].map((n) => here.itemOf(n).envelope)).toEqual([swapped, damaged, 'swe1.']);
    expect(await here.readAll(2).catch((error: Error) => error.name)).toBe('EnvelopeRejectedError');
    expect(here.rewrapped(COUNT)).toBe(14);
  });

  it('never writes what it could not open: re-wrapping alone proves nothing', async () => {
    const here = world();
    await here.fill(1);
    const before = here.itemOf(0).envelope;
    const real = here.vault();
    const damaging: Vault = {
      ...real,
      forTenant: (id) => real.forTenant(id),
      rewrap: async (envelope, context) => `${(await real.rewrap(envelope, context)).slice(0, -4)}AAAA`,
    };
    expect(await runRewrapCommand([], here.terminal, { open: here.open, vault: damaging })).toBe(1);
    expect(here.itemOf(0).envelope).toBe(before);
  });

  it('goes on from its last page after it was killed at any write, and loses nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 40 }), async (deadAt) => {
        const here = world();
        await here.fill(COUNT);
        here.dataKeys.rotate();
        const client = dyingClient(here.dynamo.client, { left: deadAt });
        const table = new Table({ client, tableName: 'table', log: new FakeLog() });
        const open = async () => ({ table, client, tableName: 'table' });
        const died = await runRewrapCommand([], here.terminal, { open, vault: here.vault(), pageSize: 4 });
        expect(await here.readAll(COUNT)).toEqual(SECRETS);
        if (died === 0) return;
        here.wait(60_001);
        expect(await here.run()).toBe(0);
        expect(here.out.at(-1)).toBe('17 of 17 readable (100 %)');
        expect(here.materials(COUNT)).toEqual(SECRETS.map(() => 1));
        expect(await here.readAll(COUNT)).toEqual(SECRETS);
      }),
      { numRuns: 30 },
    );
  });

  it('is kept out while another one works', async () => {
    const here = world();
    await here.fill(2);
    await here.table.put({
      item: { pk: keys.jobs('REWRAP'), sk: 'LOCK', owner: 'other (7)', until: here.terminal.now() + 1000 },
    });
    expect(await here.run()).toBe(1);
    expect(here.errors[0]).toMatch(/^LockedError: other \(7\) re-wraps the secrets of this table until 2026-01-01/);
    here.wait(1001);
    expect(await here.run()).toBe(0);
  });

  it.each([new KeyUnusableError('KEY_DISABLED', undefined), new KeyServiceError('KEY_SERVICE_UNAVAILABLE', undefined)])(
    'stops at a key service that does not work, calls nothing unreadable, and recovers: %s',
    async (failure) => {
      const here = world();
      await here.fill(COUNT);
      here.dataKeys.rotate();
      here.dataKeys.failure = failure;
      const before = structuredClone(here.itemOf(0));
      expect(await here.run()).toBe(1);
      expect(here.errors).toEqual([`${failure.name}: ${failure.message}`]);
      expect(here.itemOf(0)).toEqual(before);
      here.dataKeys.failure = undefined;
      expect(await here.run()).toBe(0);
      expect(here.out.at(-1)).toBe('17 of 17 readable (100 %)');
    },
  );

  it('takes up what the service has replaced meanwhile, and lets go of what it has deleted', async () => {
    const here = world();
    await here.fill(3);
    here.dataKeys.rotate();
    const real = here.table.update.bind(here.table);
    const meddled = new Set<string>();
    here.table.update = async (request) => {
      const n = [0, 1].find((one) => here.placeOf(one).sk === request.key.sk);
      if (n !== undefined && !meddled.has(request.key.sk)) {
        meddled.add(request.key.sk);
        const { tenantId, resourceId, purpose } = here.contextOf(n);
        const envelope = await here.vault().forTenant(tenantId).seal(resourceId, purpose, 'changed');
        if (n === 0) await here.table.put({ item: { ...here.itemOf(0), ...here.placeOf(0), envelope } });
        else await here.table.delete({ key: here.placeOf(1) });
      }
      return real(request);
    };
    expect(await here.run()).toBe(0);
    expect(here.out.at(-1)).toBe('2 of 2 readable (100 %)');
    const { tenantId, resourceId, purpose } = here.contextOf(0);
    const secret = await here
      .vault()
      .forTenant(tenantId)
      .open(resourceId, purpose, String(here.itemOf(0).envelope));
    expect(secret.reveal()).toBe('changed');
    expect(here.itemOf(1)).toEqual({});
  });

  it('gives up on an envelope that never stands still', async () => {
    const here = world();
    await here.fill(1);
    here.table.update = () => Promise.reject(new ConditionFailedError([{ index: 0, item: here.itemOf(0) }], undefined));
    expect(await here.run()).toBe(1);
    expect(here.errors[0]).toContain('ConditionFailedError');
  });

  it('is content with a table without secrets, explains itself, and asks for a key', async () => {
    const here = world();
    expect(await here.run()).toBe(0);
    expect(here.out.at(-1)).toBe('0 of 0 readable (100 %)');
    expect(await here.run('--help')).toBe(0);
    expect(here.out.at(-1)).toContain('--dry-run');
    expect(await here.run('--force')).toBe(2);
    expect(await runRewrapCommand([], here.terminal, { open: here.open })).toBe(2);
    expect(await runRewrapCommand(['--key', 'alias/secrets'], here.terminal, { open: here.open })).toBe(2);
    expect(here.errors.at(-1)).toContain('SECRETS_KEY_ARN');
  });
});

describe('sealedIn', () => {
  it('finds whose an envelope is by any of the ids of its item, and nothing for what it does not name', async () => {
    const { vault } = world();
    const envelope = await vault().forTenant('ten_a').seal('conn_1', 'oauth', 'x');
    const pk = keys.connections('ten_a');
    const context = { tenantId: 'ten_a', resourceId: 'conn_1', purpose: 'oauth' };
    expect(sealedIn({ pk, sk: 'TOKEN#conn_1', envelope })).toMatchObject([{ context }]);
    expect(sealedIn({ pk, sk: 'CONSENT#0a', connectionId: 'conn_1', envelope })).toMatchObject([{ context }]);
    expect(sealedIn({ pk, sk: 'TOKEN#conn_2', envelope })[0]).not.toHaveProperty('context');
    expect(sealedIn({ pk: keys.connections('ten_b'), sk: 'TOKEN#conn_1', envelope })[0]).not.toHaveProperty('context');
    expect(sealedIn({ pk: 'AUDIT#ten_a#', sk: 'TOKEN#conn_1', envelope })).toEqual([]);
    expect(sealedIn({ pk, sk: 'NAME#conn_1' })).toEqual([]);
  });
});
