import { describe, expect, it } from 'vitest';
import { docs } from '../../../../functions/api/audit/docs.ts';
import { routes } from '../../../../functions/api/audit/routes.ts';
import { createAuditReader } from '../../../../shared/clients/dynamodb/audit-reader.ts';
import { createAuditTrail } from '../../../../shared/clients/dynamodb/audit-trail.ts';
import { Table } from '../../../../shared/clients/dynamodb/table.ts';
import { DEFAULT_SETTINGS } from '../../../../shared/contract/default-settings.ts';
import type { AuditEvent, AuditTrail } from '../../../../shared/domain/audit/audit.ts';
import type { Principal } from '../../../../shared/domain/tenant/tenant.ts';
import { apiFunction } from '../../../../shared/middleware/api-function.ts';
import { aPrincipal, apiEvent, lambdaContext } from '../../../support/api-event.ts';
import { ENV, generous, settingsOf } from '../../../support/api-world.ts';
import { MemoryDynamo } from '../../../support/dynamo/memory-dynamo.ts';
import { FakeLog } from '../../../support/fake-log.ts';
import { FakeMeter } from '../../../support/fake-meter.ts';

const NOW = Date.UTC(2026, 0, 1);
const iso = (at: number) => new Date(at).toISOString();
const ndjson = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

const anEvent = (change: Partial<AuditEvent> = {}): AuditEvent => ({
  ...{ tenantId: 'ten_01', at: NOW, action: 'cancelRun', principalId: 'key_1', principalKind: 'key' },
  ...{ status: 202, correlationId: 'c' },
  ...change,
});

/** The function with its real routes, chain and stores, over a table in memory. */
function world({ auditLog = true, trail }: { auditLog?: boolean; trail?: AuditTrail } = {}) {
  const table = new Table({ client: new MemoryDynamo().client, tableName: 'table', log: new FakeLog() });
  const audit = trail ?? createAuditTrail(table);
  const flags = { ...DEFAULT_SETTINGS.local.flags, auditLog };
  const handler = apiFunction(
    { function: 'api-audit', routes, services: () => ({ audit: createAuditReader(table) }) },
    {
      ...{ env: ENV, log: new FakeLog(), meter: new FakeMeter(), limiter: generous, audit },
      settings: settingsOf({ flags }),
      now: () => NOW + 60_000,
    },
  );
  const send = async (path: string, query = {}, principal: Partial<Principal> = {}, remainingMs?: number) => {
    const event = apiEvent({ path, query, principal: aPrincipal(principal) });
    const { statusCode: status, headers = {}, body } = await handler(event, lambdaContext(remainingMs ?? 20_000));
    return { status, headers, text: body, json: () => JSON.parse(body) };
  };
  const fill = async (count: number, change: (at: number) => Partial<AuditEvent> = () => ({})) => {
    for (let at = 0; at < count; at += 1) await audit.record(anEvent({ at: NOW + at, ...change(at) }), null);
  };
  return { send, fill, audit };
}

describe('GET /v1/audit', () => {
  it('lists records newest first, with a cursor, as documented', async () => {
    const { send, audit } = world();
    await audit.record(anEvent(), 7);
    await audit.record(
      anEvent({
        ...{ at: NOW + 1, status: 403, code: 'FORBIDDEN', sourceIp: '203.0.113.7' },
        ...{ resource: { type: 'runs', id: 'run_1' }, details: { made: 'run_2' } },
      }),
      7,
    );
    const first = await send('/v1/audit', { limit: '1' });
    expect(first.json().items).toEqual([
      {
        id: expect.stringMatching(/^aud_/),
        at: iso(NOW + 1),
        action: 'cancelRun',
        principal: { id: 'key_1', kind: 'key' },
        resource: { type: 'runs', id: 'run_1' },
        sourceIp: '203.0.113.7',
        status: 403,
        code: 'FORBIDDEN',
        correlationId: 'c',
        details: { made: 'run_2' },
      },
    ]);
    const second = await send('/v1/audit', { limit: '1', cursor: first.json().nextCursor });
    expect(second.json().items).toMatchObject([{ at: iso(NOW), resource: null, code: null, details: null }]);
    expect(second.json()).not.toHaveProperty('nextCursor');
    for (const { json } of [first, second]) docs.listAudit.answers[200]?.body?.parse(json());
  });

  it('holds to a range of time, an action, a principal and a resource', async () => {
    const { send, fill } = world();
    await fill(6, (at) => ({
      action: at % 2 === 0 ? 'startRun' : 'cancelRun',
      principalId: at < 3 ? 'key_1' : 'usr_1',
      resource: { type: 'runs', id: `run_${at}` },
    }));
    const timesOf = async (query: object) =>
      (await send('/v1/audit', query)).json().items.map(({ at }: { at: string }) => Date.parse(at) - NOW);
    expect(await timesOf({ from: iso(NOW + 1), to: iso(NOW + 4) })).toEqual([3, 2, 1]);
    expect(await timesOf({ from: '2026-01-01T01:00:00.004+01:00' })).toEqual([5, 4]);
    expect(await timesOf({ action: 'startRun', principal: 'key_1' })).toEqual([2, 0]);
    expect(await timesOf({ resource: 'run_5' })).toEqual([5]);
  });

  it.each([
    [{ from: 'yesterday' }, 400],
    [{ from: iso(NOW), to: iso(NOW) }, 400],
    [{ from: iso(NOW + 1), to: iso(NOW) }, 400],
    [{ limit: '101' }, 400],
    [{ cursor: '!' }, 400],
    [{ tenant: 'ten_02' }, 400],
  ])('refuses %j', async (query, status) => {
    const answer = await world().send('/v1/audit', query);
    expect([answer.status, answer.json().success]).toEqual([status, false]);
  });

  it.each(['/v1/audit', '/v1/audit/export'])(
    '%s is for owners, and for nobody while it is switched off',
    async (path) => {
      const on = world();
      expect((await on.send(path, {}, { role: 'editor' })).status).toBe(403);
      expect((await on.send(path, {}, { role: 'platform', tenantId: 'platform' })).status).toBe(403);
      expect((await on.send(path)).status).toBe(200);
      const off = await world({ auditLog: false }).send(path);
      expect([off.status, off.json().error.code]).toEqual([404, 'FEATURE_OFF']);
    },
  );

  it("never shows another tenant's records, whose id begins alike", async () => {
    const { send, audit } = world();
    for (const tenantId of ['ten_0', 'ten_012', 'ten_01-', 'TEN_01']) await audit.record(anEvent({ tenantId }), 7);
    expect((await send('/v1/audit')).json()).toEqual({ items: [] });
  });
});

describe('GET /v1/audit/export', () => {
  it('hands out lines of JSON, and is told of in the trail', async () => {
    const { send, fill } = world();
    await fill(3);
    const answer = await send('/v1/audit/export', { to: iso(NOW + 10) });
    expect(answer.headers).toMatchObject({ 'content-type': 'application/x-ndjson; charset=utf-8' });
    expect(answer.headers).not.toHaveProperty('x-next-cursor');
    expect(answer.text.endsWith('}\n')).toBe(true);
    expect(ndjson(answer.text).map(({ at }) => at)).toEqual([iso(NOW + 2), iso(NOW + 1), iso(NOW)]);
    const told = (await send('/v1/audit', { action: 'exportAudit' })).json().items;
    expect(told).toMatchObject([{ principal: { id: 'key_01' }, status: 200, sourceIp: '203.0.113.7' }]);
  });

  it('does not hand out what it cannot tell of', async () => {
    const trail = { record: () => Promise.reject(new Error('no table')) };
    expect((await world({ trail }).send('/v1/audit/export')).status).toBe(500);
  });

  it('comes in as many answers as it takes, with no record lost or told twice', async () => {
    const { send, fill } = world();
    await fill(5300);
    const seen: string[] = [];
    const sizes: number[] = [];
    let cursor: string | undefined;
    do {
      const answer = await send('/v1/audit/export', { to: iso(NOW + 6000), ...(cursor && { cursor }) });
      const records = ndjson(answer.text);
      sizes.push(records.length);
      seen.push(...records.map(({ id }) => id));
      cursor = answer.headers['x-next-cursor'] as string | undefined;
    } while (cursor !== undefined);
    expect(sizes).toEqual([5000, 300]);
    expect(new Set(seen).size).toBe(5300);
  });

  it('fits into the answer of a function, whatever the records hold', async () => {
    const { send, fill } = world();
    // Each quote is escaped twice on its way out.
    await fill(3000, () => ({ details: { note: '"'.repeat(400) } }));
    const answer = await send('/v1/audit/export');
    expect(answer.headers['x-next-cursor']).toBeDefined();
    expect(Buffer.byteLength(JSON.stringify(answer.text))).toBeLessThan(6_000_000);
  });

  it('looks through so many records for what a filter names, and says where to go on', async () => {
    const { send, fill } = world();
    await fill(1500);
    const late = await send('/v1/audit/export', { action: 'none' }, {}, 4000);
    expect(late.headers['x-next-cursor']).toBeDefined();
    expect((await send('/v1/audit/export', { action: 'none' })).headers).not.toHaveProperty('x-next-cursor');
  });
});
