import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAuditTrail } from '../../../shared/clients/dynamodb/audit-trail.ts';
import { createDynamoEngineStore } from '../../../shared/clients/dynamodb/dynamo-engine-store.ts';
import { DynamoTenantStore } from '../../../shared/clients/dynamodb/dynamo-tenant-store.ts';
import { DynamoUserStore } from '../../../shared/clients/dynamodb/dynamo-user-store.ts';
import { keys, objects, ofTenant } from '../../../shared/contract/table.ts';
import type { Life } from '../../support/dynamo/dying-client.ts';
import { FILLED_AT, fillTenant } from '../../support/filled-tenant.ts';
import { lifecycleWorld } from './lifecycle-world.ts';

const ID = 'ten_01JGJH40000000000000000000';
const OTHER = 'ten_01JGJH4000000000000000000A';
const DELETE = ['delete', '--id', ID, '--yes'];
const FOREVER: Life = { left: Number.POSITIVE_INFINITY };

async function world() {
  const here = lifecycleWorld();
  const tenant = await fillTenant(here.stores, ID);
  const other = await fillTenant(here.stores, OTHER);
  // Ids that no tenant has, and that only begin alike; what names the tenant without being its own.
  const alike = [
    { pk: `${ofTenant(ID).slice(0, -1)}0#`, sk: 'TENANT' },
    { pk: `${ofTenant(ID).slice(0, -1)}0#RUN#x#`, sk: 'HEADER' },
    { pk: keys.audit(`${ID}0`), sk: 'aud_1', tenantId: `${ID}0` },
    { pk: keys.audit(OTHER), sk: 'aud_1', tenantId: ID },
    { pk: `${ofTenant(OTHER)}CONNECTIONS#`, sk: `NAME#${ofTenant(ID)}`, tenantId: ID },
    { pk: 'OTHER#', sk: 'x', tenantId: ID },
  ];
  for (const item of alike) await here.table.put({ item });
  for (const name of [`${ID}0`, `x${ID}`]) here.bucket.objects.set(objects.ofTenant('keep', name), new Uint8Array());
  here.bucket.objects.set(`keep/tenants/${OTHER}/runs/${ID}/x.json.gz`, new Uint8Array());
  const crafted = new Set(alike.map(({ pk, sk }) => `${pk}\0${sk}`));
  const isOurs = (place: string, text: string) =>
    !crafted.has(place) && text.replaceAll(`${ID}0`, '').replaceAll(`x${ID}`, '').includes(ID);
  /** What is left of the tenant, by place. */
  const left = () => [
    ...[...here.dynamo.items].filter(([place, item]) => isOurs(place, JSON.stringify(item))).map(([place]) => place),
    ...[...here.bucket.objects.keys()].filter((key) => isOurs(key, key) && !key.includes(OTHER)),
  ];
  /** All that is not the tenant's, as text. The users of the tenant change. */
  const neighbours = () => {
    const own = new Set([tenant.owner.hash, tenant.member.hash].map((hash) => keys.user(hash).pk));
    const others = [...here.dynamo.items].filter(([, item]) => !own.has(String(item.pk)));
    return JSON.stringify([
      others.filter(([place, item]) => !isOurs(place, JSON.stringify(item))),
      [...here.bucket.objects.keys()].filter((key) => !isOurs(key, key) || key.includes(OTHER)),
    ]);
  };
  return { ...here, tenant, other, left, neighbours };
}

const TOMBSTONE = `${keys.tenants()}\0${ID}`;

describe('npm run tenant -- delete', () => {
  it('leaves nothing of the tenant but a note of its id and when, and all of its neighbours', async () => {
    const { run, left, neighbours, dynamo, out, clock } = await world();
    const before = neighbours();
    expect(left().length).toBeGreaterThan(30);
    await run(...DELETE);
    expect(left()).toEqual([TOMBSTONE]);
    const { deletedAt, ...rest } = dynamo.items.get(TOMBSTONE) ?? {};
    expect(rest).toEqual({ pk: keys.tenants(), sk: ID });
    expect(deletedAt).toBeLessThanOrEqual(clock.now);
    expect(neighbours()).toBe(before);
    expect(out.slice(0, -1).map((line) => line.trim())).toEqual([
      ...['suspend', 'keys', 'runs', 'items', 'objects', 'grace', 'audit', 'tombstone', 'verify'],
    ]);
    expect(out.at(-1)).toMatch(
      /^ten_\w+ is deleted: 1 live runs stopped, 2 keys, 2 memberships, \d+ items, 2 objects and 3 audit records\. Verified: .* It is final after 2030-02-06/,
    );
  });

  it('lists no tenant that is deleted', async () => {
    const { run, table } = await world();
    await run(...DELETE);
    const tenants = new DynamoTenantStore(table);
    expect((await tenants.listTenants()).map(({ id }) => id)).not.toContain(ID);
    expect((await tenants.listTenants()).map(({ id }) => id)).toContain(OTHER);
  });

  it('lets its people go on: they work in another tenant, and own one less', async () => {
    const { run, table, tenant, dynamo } = await world();
    const users = new DynamoUserStore(table);
    const [elsewhere = ''] = (await users.tenantsOf(tenant.owner.hash)).filter((id) => id !== ID);
    await run(...DELETE);
    expect(await users.tenantsOf(tenant.owner.hash)).toEqual([elsewhere]);
    expect(await users.getUser(tenant.owner.hash)).toMatchObject({ activeTenantId: elsewhere });
    const owner = keys.user(tenant.owner.hash);
    expect(dynamo.items.get(`${owner.pk}\0${owner.sk}`)).toMatchObject({ ownedTenants: 1 });
    expect(await users.tenantsOf(tenant.member.hash)).toEqual([]);
    expect(await users.getUser(tenant.member.hash)).not.toHaveProperty('activeTenantId');
  });

  it('asks live runs to end, and waits for those that do', async () => {
    const { run, table, tenant, onSleep, clock } = await world();
    const asked: unknown[] = [];
    onSleep.work = async () => {
      if (asked.length > 0) return;
      const signals = await createDynamoEngineStore(table).signals(ID, tenant.liveRunId);
      asked.push(...signals.filter(({ kind }) => kind === 'cancel'));
      await table.update({
        key: keys.runHeader(ID, tenant.liveRunId),
        update: 'SET #status = :canceled',
        names: { '#status': 'status' },
        values: { ':canceled': 'canceled' },
      });
    };
    const begun = clock.now;
    await run(...DELETE);
    expect(asked).toMatchObject([{ to: '$cancel', by: 'operator' }]);
    // It did not wait to the end of its patience, only for requests that were under way.
    expect(clock.now - begun).toBeLessThan(130_000);
  });

  it('cuts off runs that do not end: their engine writes nothing more', async () => {
    const { runFor, table, tenant } = await world();
    const engine = createDynamoEngineStore(table);
    await engine.lease(ID, tenant.liveRunId, FILLED_AT, FILLED_AT + 1e9);
    let renewal: Promise<unknown> = Promise.resolve();
    const meanwhile = async (call: string) => {
      const item = await table.get(keys.runEngine(ID, tenant.liveRunId));
      if (call === 'BatchWriteItemCommand' && item?.over === true) {
        renewal = engine.renew(ID, tenant.liveRunId, 1, FILLED_AT + 2e9).catch((error: Error) => error.name);
      }
    };
    await runFor({ ...FOREVER, meanwhile }, ...DELETE);
    expect(await renewal).toBe('LostLeaseError');
  });

  it('takes along what was written by requests that were under way', async () => {
    const { run, table, bucket, left, onSleep } = await world();
    let late = 0;
    onSleep.work = async () => {
      late += 1;
      await table.put({ item: { pk: `${keys.run(ID, `run_${late}`)}`, sk: 'BODY#late' } });
      bucket.objects.set(`${objects.ofTenant('days-8', ID)}runs/run_${late}/late.json.gz`, new Uint8Array());
      const event = {
        tenantId: ID,
        at: FILLED_AT,
        action: 'startRun',
        principalId: 'key_1',
        principalKind: 'key',
      } as const;
      await createAuditTrail(table).record({ ...event, status: 403, correlationId: 'c' }, 90);
    };
    await run(...DELETE);
    expect(late).toBeGreaterThan(20);
    expect(left()).toEqual([TOMBSTONE]);
  });

  it('does not say that all is gone while something comes back', async () => {
    const { runFor, table, left } = await world();
    const meanwhile = async (call: string) => {
      if (call === 'ScanCommand') await table.put({ item: { pk: keys.run(ID, 'run_1'), sk: 'BODY#again' } });
    };
    await expect(runFor({ ...FOREVER, meanwhile }, ...DELETE)).rejects.toThrow(
      /^Still 1 things of ten_\w+ after 5 rounds/,
    );
    expect(left().length).toBeGreaterThan(1);
  });

  it('goes on after it was killed anywhere, any number of times', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 1, maxLength: 4 }), async (deaths) => {
        const here = await world();
        const before = here.neighbours();
        let isDone = false;
        for (const left of [...deaths, Number.POSITIVE_INFINITY]) {
          const isBegun = here.dynamo.items.has(`${keys.jobs(`DELETE-${ID}`)}\0RUN#${ID}`);
          const args = isBegun ? [...DELETE, '--resume'] : DELETE;
          try {
            if (!isDone) await here.runFor({ left }, ...args);
            isDone = true;
          } catch (error) {
            expect(String(error)).toMatch(/killed|There is no tenant/);
            // The lock of the dead stands for a minute.
            here.clock.now += 60_001;
          }
        }
        expect(here.left()).toEqual([TOMBSTONE]);
        expect(here.neighbours()).toBe(before);
        const owner = keys.user(here.tenant.owner.hash);
        expect(here.dynamo.items.get(`${owner.pk}\0${owner.sk}`)).toMatchObject({ ownedTenants: 1 });
      }),
      { numRuns: 60 },
    );
  });

  it('is not begun twice, and not while another process does it', async () => {
    const { run, runFor, clock, table } = await world();
    await expect(runFor({ left: 12 }, ...DELETE)).rejects.toThrow('killed');
    await expect(run(...DELETE)).rejects.toThrow(/was begun at 2030-01-02T.* --resume/);
    const lock = { pk: keys.jobs(`DELETE-${ID}`), sk: 'LOCK' };
    await table.put({ item: { ...lock, owner: 'other (7)', until: clock.now + 60_000 } });
    await expect(run(...DELETE, '--resume')).rejects.toThrow(/^other \(7\) deletes ten_\w+ until 2030-01-02T/);
    clock.now += 60_001;
    await run(...DELETE, '--resume');
    await expect(run(...DELETE)).rejects.toThrow('There is no tenant');
  });

  it('wants a yes, and tells a program the facts', async () => {
    const { run, out } = await world();
    expect(() => run('delete', '--id', ID)).toThrow(/cannot be undone.*--yes/);
    await run(...DELETE, '--json');
    expect(out).toHaveLength(1);
    expect(JSON.parse(out[0] ?? '')).toMatchObject({
      tenantId: ID,
      counts: { keys: 2, runs: 1, members: 2, objects: 2, records: 3 },
      finalAfter: '2030-02-06',
    });
  });
});
