import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAuditReader } from '../../../../shared/clients/dynamodb/audit-reader.ts';
import { createAuditTrail } from '../../../../shared/clients/dynamodb/audit-trail.ts';
import { Table } from '../../../../shared/clients/dynamodb/table.ts';
import { keys, TABLE } from '../../../../shared/contract/table.ts';
import type { AuditEvent, AuditQuery } from '../../../../shared/domain/audit/audit.ts';
import { MemoryDynamo, type Touch } from '../../../support/dynamo/memory-dynamo.ts';
import { FakeLog } from '../../../support/fake-log.ts';
import { META, tableWorld } from './table-world.ts';

const NOW = Date.UTC(2026, 0, 1);
const DAY_MS = 86_400_000;

const anEvent = (change: Partial<AuditEvent> = {}): AuditEvent => ({
  ...{ tenantId: 'ten_a', at: NOW, action: 'cancelRun', principalId: 'key_1', principalKind: 'key' },
  ...{ status: 202, correlationId: 'c' },
  ...change,
});

function world() {
  const touches: Touch[] = [];
  const dynamo = new MemoryDynamo((touch) => touches.push(touch));
  const table = new Table({ client: dynamo.client, tableName: 'table', log: new FakeLog() });
  const reader = createAuditReader(table);
  /** Every page, as a client would walk it. */
  const walk = async (tenantId: string, query: AuditQuery) => {
    const found = [];
    let pages = 0;
    let cursor: string | undefined;
    do {
      const page = await reader.list(tenantId, { ...query, ...(cursor !== undefined && { cursor }) });
      found.push(...page.items);
      cursor = page.nextCursor;
      pages += 1;
      if (pages > 500) throw new Error('The list does not end.');
    } while (cursor !== undefined);
    return found;
  };
  return { dynamo, touches, trail: createAuditTrail(table), reader, walk };
}

describe('the trail of a tenant', () => {
  it('keeps each event whole, under an id of its own, outside of what the tenant may change', async () => {
    const { trail, reader, dynamo } = world();
    const whole = anEvent({
      resource: { type: 'runs', id: 'run_1' },
      sourceIp: '203.0.113.7',
      code: 'FORBIDDEN',
      details: { revealed: ['a', { b: null }] },
    });
    await trail.record(whole, null);
    await trail.record(whole, null);
    const { items } = await reader.list('ten_a', { limit: 10 });
    expect(items).toEqual([
      { ...whole, id: expect.stringMatching(/^aud_/) },
      { ...whole, id: expect.stringMatching(/^aud_/) },
    ]);
    expect(new Set(items.map(({ id }) => id)).size).toBe(2);
    expect([...dynamo.items.values()].map(({ pk }) => pk)).toEqual(['AUDIT#ten_a#', 'AUDIT#ten_a#']);
  });

  it('is forgotten with the history of the tier, or never', async () => {
    const { trail, dynamo } = world();
    await trail.record(anEvent(), 7);
    await trail.record(anEvent({ tenantId: 'ten_b' }), null);
    const [pro, enterprise] = [...dynamo.items.values()];
    expect(pro?.[TABLE.ttl]).toBe((NOW + 7 * DAY_MS) / 1000);
    expect(enterprise).not.toHaveProperty(TABLE.ttl);
  });

  it('takes an event as told that an attempt without an answer has written', async () => {
    const { ConditionalCheckFailedException } = await import('@aws-sdk/client-dynamodb');
    const { table } = tableWorld([new ConditionalCheckFailedException({ ...META, Item: {} })]);
    await expect(createAuditTrail(table).record(anEvent(), 7)).resolves.toBeUndefined();
  });

  it('is not told when the table fails', async () => {
    const { table } = tableWorld([new Error('no network')]);
    await expect(createAuditTrail(table).record(anEvent(), 7)).rejects.toThrow('no network');
  });

  it('only puts, and is read by nothing but queries of its own partition', async () => {
    const { trail, walk, touches } = world();
    await trail.record(anEvent(), 7);
    await walk('ten_a', { limit: 1 });
    expect(touches.map(({ operation, partition }) => [operation, partition])).toEqual([
      ['put', keys.audit('ten_a')],
      ['query', keys.audit('ten_a')],
    ]);
  });

  it.each(['ten_a#', 'ten_*', '', 'ten_a#x'])('refuses %j as a tenant', async (tenantId) => {
    const { trail, reader } = world();
    await expect(trail.record(anEvent({ tenantId }), 7)).rejects.toThrow(TypeError);
    await expect(reader.list(tenantId, { limit: 1 })).rejects.toThrow(TypeError);
  });
});

describe('a range of time', () => {
  const time = fc.integer({ min: 0, max: 30 }).map((step) => NOW + step);
  const event = fc.record({
    tenantId: fc.constantFrom('ten_a', 'ten_b'),
    at: time,
    action: fc.constantFrom('cancelRun', 'startRun'),
    principalId: fc.constantFrom('key_1', 'usr_1'),
    resource: fc.option(fc.record({ type: fc.constant('runs'), id: fc.constantFrom('run_1', 'run_2') }), {
      nil: undefined,
    }),
  });
  const query = fc.record(
    {
      limit: fc.integer({ min: 1, max: 7 }),
      from: fc.oneof(time, fc.constantFrom(0, NOW + 31, 2 ** 48)),
      to: fc.oneof(time, fc.constantFrom(0, NOW + 31, 2 ** 50)),
      action: fc.constantFrom('cancelRun', 'startRun', 'other'),
      principalId: fc.constantFrom('key_1', 'usr_1'),
      resourceId: fc.constantFrom('run_1', 'run_2'),
    },
    { requiredKeys: ['limit'] },
  );

  it('brings what is in it, the first included and the last not, newest first, by pages of any size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 25 }), query, async (events, asked) => {
        const { trail, walk } = world();
        for (const { resource, ...one } of events) {
          await trail.record(anEvent({ ...one, ...(resource && { resource }) }), null);
        }
        const { from = 0, to = Number.POSITIVE_INFINITY } = asked;
        const expected = events.filter(
          (one) =>
            one.tenantId === 'ten_a' &&
            one.at >= from &&
            one.at < to &&
            (asked.action ?? one.action) === one.action &&
            (asked.principalId ?? one.principalId) === one.principalId &&
            (asked.resourceId === undefined || asked.resourceId === one.resource?.id),
        );
        const found = await walk('ten_a', asked);
        expect(found.map(({ at }) => at)).toEqual(expected.map(({ at }) => at).toSorted((a, b) => b - a));
        expect(found.every(({ tenantId }) => tenantId === 'ten_a')).toBe(true);
        expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
      }),
      { numRuns: 200 },
    );
  });

  it('that nothing can be in is not asked for', async () => {
    const { reader, touches } = world();
    expect(await reader.list('ten_a', { limit: 5, from: NOW, to: NOW })).toEqual({ items: [] });
    expect(await reader.list('ten_a', { limit: 5, from: NOW, to: 0 })).toEqual({ items: [] });
    expect(touches).toEqual([]);
  });
});
