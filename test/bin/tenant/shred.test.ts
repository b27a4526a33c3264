import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sealedIn } from '../../../bin/operator/sealed.ts';
import { createDynamoConnectionStore } from '../../../shared/clients/dynamodb/dynamo-connection-store.ts';
import { keys, ofTenant } from '../../../shared/contract/table.ts';
import { fillTenant } from '../../support/filled-tenant.ts';
import { lifecycleWorld } from './lifecycle-world.ts';

const ID = 'ten_01JGJH40000000000000000000';
const OTHER = 'ten_01JGJH4000000000000000000A';

const textOf = (items: readonly object[]) => JSON.stringify(items);

async function world() {
  const here = lifecycleWorld();
  const tenant = await fillTenant(here.stores, ID);
  const other = await fillTenant(here.stores, OTHER);
  // No tenant can have this id: what only begins alike stays.
  const alike = { pk: `${ofTenant(ID).slice(0, -1)}0#CONNECTIONS#`, sk: 'TOKEN#conn_1', envelope: 'swe1.x' };
  await here.table.put({ item: alike });
  const itemsOf = (tenantId: string) =>
    [...here.dynamo.items.values()].filter(({ pk }) => String(pk).startsWith(ofTenant(tenantId)));
  const sealedOf = (tenantId: string) => itemsOf(tenantId).flatMap(sealedIn);
  const shred = (...more: string[]) => here.run('shred', '--id', ID, '--yes', ...more);
  return { ...here, tenant, other, alike, itemsOf, sealedOf, shred };
}

describe('npm run tenant -- shred', () => {
  it('deletes every envelope of the tenant, and nothing of its neighbours', async () => {
    const { shred, out, sealedOf, itemsOf, dump, tenant, alike, dynamo } = await world();
    const neighbours = textOf(itemsOf(OTHER));
    const rest = itemsOf(ID).length;
    expect(sealedOf(ID)).toHaveLength(6);
    await shred();
    expect(sealedOf(ID)).toEqual([]);
    expect(sealedOf(OTHER)).toHaveLength(6);
    expect(textOf(itemsOf(OTHER))).toBe(neighbours);
    expect(dynamo.items.get(`${alike.pk}\0${alike.sk}`)).toEqual(alike);
    const sealed = tenant.secrets.filter((secret) => secret.startsWith('swe1.'));
    expect(sealed.length).toBeGreaterThan(3);
    for (const secret of sealed) expect(dump().join('\n')).not.toContain(secret);
    // Two connections with their names and tokens, two consents, and their count; all else stays.
    expect(itemsOf(ID)).toHaveLength(rest - 9);
    expect(out).toEqual([expect.stringMatching(/^6 secrets of ten_\w+ are deleted, .* none is left\./)]);
  });

  it('says until when it can be undone, by the window of the table', async () => {
    const { shred, out } = await world();
    await shred();
    expect(out[0]).toContain('It is final after 2030-02-06: until then point-in-time recovery');
    await shred('--json');
    expect(JSON.parse(out[1] ?? '')).toEqual({ tenantId: ID, deleted: 0, finalAfter: '2030-02-06' });
  });

  it('leaves the tenant able to make new connections', async () => {
    const { shred, table, vault } = await world();
    await shred();
    const connections = createDynamoConnectionStore(table);
    expect(await connections.list(ID, { limit: 10 })).toEqual({ items: [] });
    const id = 'conn_01JGJH40000000000000000000';
    const envelope = await vault.forTenant(ID).seal(id, 'connection', 'new');
    const connection = {
      ...({ id, tenantId: ID, name: 'shop', kind: 'bearer', envelope, shown: {}, fingerprint: 'f' } as const),
      ...{ createdAt: 1, updatedAt: 1, revision: 1 },
    };
    expect(await connections.create(connection, 1)).toBe('created');
  });

  const sealing = (here: Awaited<ReturnType<typeof world>>, times: number) => {
    let left = times;
    const meanwhile = async (call: string) => {
      left -= call === 'ScanCommand' ? 1 : 0;
      if (call !== 'ScanCommand' || left < 0) return;
      const place = keys.connectionToken(ID, `conn_new${left}`);
      await here.table.put({ item: { ...place, envelope: `swe1.new${left}` } });
    };
    return here.runFor({ left: Number.POSITIVE_INFINITY, meanwhile }, 'shred', '--id', ID, '--yes');
  };

  it('takes along what is sealed meanwhile', async () => {
    const here = await world();
    await sealing(here, 3);
    expect(here.sealedOf(ID)).toEqual([]);
    expect(here.out[0]).toMatch(/^9 secrets/);
  });

  it('gives up when somebody seals without end, and says what helps', async () => {
    await expect(sealing(await world(), 1000)).rejects.toThrow('suspend the tenant, then shred it');
  });

  it('may be killed anywhere and begun again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 25 }), async (left) => {
        const { runFor, shred, sealedOf, itemsOf } = await world();
        const neighbours = textOf(itemsOf(OTHER));
        await runFor({ left }, 'shred', '--id', ID, '--yes').catch(() => undefined);
        await shred();
        expect([sealedOf(ID), textOf(itemsOf(OTHER))]).toEqual([[], neighbours]);
      }),
      { numRuns: 12 },
    );
  });

  it('wants a yes, and a tenant that is there', async () => {
    const { run, sealedOf } = await world();
    expect(() => run('shred', '--id', ID)).toThrow(/cannot be undone.*--yes/);
    await expect(run('shred', '--id', 'ten_01JGJH4000000000000000000Z', '--yes')).rejects.toThrow('There is no tenant');
    expect(sealedOf(ID)).toHaveLength(6);
  });
});
