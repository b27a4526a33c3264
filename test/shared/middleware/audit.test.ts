import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../shared/contract/default-settings.ts';
import type { AuditEvent, AuditTrail } from '../../../shared/domain/audit/audit.ts';
import { RequestError } from '../../../shared/domain/errors.ts';
import { limitsOf } from '../../../shared/domain/tenant/tiers.ts';
import type { ApiDeps } from '../../../shared/middleware/deps.ts';
import type { ApiCall, ApiResult } from '../../../shared/middleware/route.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import { aPrincipal, apiEvent } from '../../support/api-event.ts';
import { apiWorld, NOW, RUN, RUN_ID, type Services, START, settingsOf, WORKFLOW_ID } from '../../support/api-world.ts';
import { limiterThat } from '../../support/budgets.ts';

const CANCEL = { method: 'POST', path: `${RUN.path}/cancel` } as const;
const DECIDE = { method: 'POST', path: `${RUN.path}/approvals/ask` } as const;

type Handle = (call: ApiCall) => Promise<ApiResult> | ApiResult;

/** The function of runs, with every route the same, over a trail in memory. */
function world(handle: Handle = () => ({ status: 202, body: { id: RUN_ID } }), deps: Partial<ApiDeps> = {}) {
  const records: { readonly event: AuditEvent; readonly historyDays: number | null }[] = [];
  const order: string[] = [];
  const audit: AuditTrail = {
    record: async (event, historyDays) => {
      order.push('record');
      records.push({ event, historyDays });
    },
  };
  const route = (name: 'startRun' | 'cancelRun' | 'decideApproval' | 'getRun') => async () => ({
    route: defineRoute({
      name,
      handle: (call, _services: Services) => {
        order.push('handle');
        return handle(call as ApiCall);
      },
    }),
  });
  const routes = {
    startRun: route('startRun'),
    cancelRun: route('cancelRun'),
    decideApproval: route('decideApproval'),
    getRun: route('getRun'),
  };
  return { ...apiWorld(routes, { audit, ...deps }), records, order };
}

const broken: AuditTrail = { record: () => Promise.reject(new Error('no table')) };

describe('the trail', () => {
  it('tells who changed what, from where, with which result, before the answer', async () => {
    const { send, records, order } = world();
    const answer = await send(apiEvent({ ...CANCEL, headers: { 'x-correlation-id': 'correlation-1' } }));
    expect(answer.status).toBe(202);
    expect(records).toEqual([
      {
        event: {
          tenantId: 'ten_01',
          at: NOW,
          action: 'cancelRun',
          principalId: 'key_01',
          principalKind: 'key',
          resource: { type: 'runs', id: RUN_ID },
          sourceIp: '203.0.113.7',
          status: 202,
          correlationId: 'correlation-1',
        },
        historyDays: limitsOf('pro').historyDays,
      },
    ]);
    expect(order).toEqual(['handle', 'record']);
  });

  it('names the thing that the path names first, and what was made in it', async () => {
    const { send, records } = world();
    await send(apiEvent(START));
    await send(apiEvent(DECIDE));
    expect(records.map(({ event }) => [event.resource, event.details])).toEqual([
      [{ type: 'workflows', id: WORKFLOW_ID }, { made: RUN_ID }],
      [{ type: 'runs', id: RUN_ID }, undefined],
    ]);
  });

  it('tells of what was denied, and what it was about', async () => {
    const { send, records, order } = world();
    await send(apiEvent({ ...CANCEL, principal: aPrincipal({ role: 'viewer' }) }));
    await send(apiEvent({ ...CANCEL, principal: aPrincipal({ suspended: true }) }));
    const runs = { type: 'runs', id: RUN_ID };
    expect(records.map(({ event }) => [event.action, event.status, event.code, event.resource])).toEqual([
      ['cancelRun', 403, 'FORBIDDEN', runs],
      ['cancelRun', 403, 'TENANT_SUSPENDED', runs],
    ]);
    expect(order).toEqual(['record', 'record']);
  });

  it('tells who wanted to see what they may not', async () => {
    const { send, records } = world(() => {
      throw new RequestError(403, 'FORBIDDEN', 'Only owners.');
    });
    await send(apiEvent(RUN));
    await send(apiEvent({ ...RUN, principal: aPrincipal({ suspended: true }) }));
    expect(records.map(({ event }) => [event.action, event.code])).toEqual([['getRun', 'FORBIDDEN']]);
  });

  it.each([
    [new RequestError(409, 'RUN_ENDED', 'Too late.'), 409, 'RUN_ENDED'],
    [new Error('a bug'), 500, 'INTERNAL'],
  ])('tells how it failed: %s', async (error, status, code) => {
    const { send, records } = world(() => {
      throw error;
    });
    expect((await send(apiEvent(CANCEL))).status).toBe(status);
    expect(records.map(({ event }) => [event.status, event.code])).toEqual([[status, code]]);
  });

  it('holds nothing of a request but ids that look like ids', async () => {
    const { send, records } = world();
    await send(apiEvent({ method: 'POST', path: '/v1/runs/sk-live-secret/cancel' }));
    await send(apiEvent({ ...CANCEL, body: { password: 'sk-live-secret' } }));
    expect(records).toHaveLength(2);
    expect(records[0]?.event).not.toHaveProperty('resource');
    expect(JSON.stringify(records)).not.toContain('sk-live-secret');
  });

  it('holds no flood: what the limits cut off is not told', async () => {
    const limiter = limiterThat({ allowed: false, remaining: 0, resetAt: NOW + 1000 });
    const { send, records } = world(undefined, { limiter });
    expect((await send(apiEvent(CANCEL))).status).toBe(429);
    expect(records).toEqual([]);
  });

  it('leaves out what only looks, what nobody serves, and what is of no tenant', async () => {
    const { send, records } = world();
    await send(apiEvent(RUN));
    await send(apiEvent({ method: 'POST', path: '/v1/nothing' }));
    await send(apiEvent({ ...CANCEL, principal: aPrincipal({ kind: 'user', tenantId: 'none', role: 'none' }) }));
    expect(records).toEqual([]);
  });

  it('is that of the tenant that somebody joins', async () => {
    const joined = () => ({ status: 200, body: {}, audit: { tenantId: 'ten_02' } });
    const { send, records } = world(joined);
    await send(apiEvent(CANCEL));
    expect(records.map(({ event }) => event.tenantId)).toEqual(['ten_02']);
  });

  it('tells of a request once, although its answer fails after', async () => {
    const circular: Record<string, unknown> = { id: RUN_ID };
    circular.self = circular;
    const { send, records } = world(() => ({ status: 202, body: circular }));
    expect((await send(apiEvent(CANCEL))).status).toBe(500);
    expect(records.map(({ event }) => event.status)).toEqual([202]);
  });

  it('that fails leaves the answer as it is, and is an error in the log', async () => {
    const { send, log } = world(undefined, { audit: broken });
    const answer = await send(apiEvent(CANCEL));
    expect([answer.status, answer.body]).toEqual([202, { id: RUN_ID }]);
    expect(log.lines.map(({ level, message }) => [level, message])).toEqual([
      ['error', 'Audit failed'],
      ['info', 'Request completed'],
    ]);
    const denied = await send(apiEvent({ ...CANCEL, principal: aPrincipal({ role: 'viewer' }) }));
    expect([denied.status, denied.body.error.code]).toEqual([403, 'FORBIDDEN']);
  });

  it('is silent while it is switched off', async () => {
    const flags = { ...DEFAULT_SETTINGS.local.flags, auditLog: false };
    const { send, records } = world(undefined, { settings: settingsOf({ flags }) });
    expect((await send(apiEvent(CANCEL))).status).toBe(202);
    expect(records).toEqual([]);
  });
});

describe('what must not happen unseen', () => {
  const reveal: Handle = async (call) => {
    await call.audit({ revealed: 'conn_1' });
    return { status: 200, body: 'the secret' };
  };

  it('is told first', async () => {
    const { send, records, order } = world(reveal);
    expect((await send(apiEvent(RUN))).body).toBe('the secret');
    expect(order).toEqual(['handle', 'record']);
    expect(records[0]?.event).toMatchObject({ action: 'getRun', status: 200, details: { revealed: 'conn_1' } });
  });

  it('does not happen when it cannot be told', async () => {
    const { send, log } = world(reveal, { audit: broken });
    const answer = await send(apiEvent(RUN));
    expect(answer.status).toBe(500);
    expect(JSON.stringify([answer.body, log.lines])).not.toContain('the secret');
  });
});
