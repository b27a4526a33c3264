import { describe, expect, it, vi } from 'vitest';
import { ROUTES, type Route } from '../../../shared/contract/routes.ts';
import type { AuditEvent } from '../../../shared/domain/audit/audit.ts';
import { RequestError } from '../../../shared/domain/errors.ts';
import type { AnswerStore, ClaimOutcome } from '../../../shared/domain/idempotency/answer.ts';
import { apiFunction } from '../../../shared/middleware/api-function.ts';
import type { ApiDeps } from '../../../shared/middleware/deps.ts';
import { type ApiResult, defineRoute } from '../../../shared/middleware/route.ts';
import { apiEvent, lambdaContext } from '../../support/api-event.ts';
import { ENV, generous, NOW, settingsOf, unreachable } from '../../support/api-world.ts';
import { FakeLog } from '../../support/fake-log.ts';
import { FakeMeter } from '../../support/fake-meter.ts';

/** A store that notes what it is asked. */
function fakeStore(outcome: ClaimOutcome = { kind: 'claimed' }) {
  const store = {
    claim: vi.fn<AnswerStore['claim']>(async () => outcome),
    complete: vi.fn<AnswerStore['complete']>(async () => true),
    release: vi.fn<AnswerStore['release']>(async () => {}),
  };
  return store;
}

type Handle = () => Promise<ApiResult> | ApiResult;

function world(handle: Handle, store: AnswerStore | undefined, deps: Partial<ApiDeps> = {}) {
  const log = new FakeLog();
  const routes = new Proxy(
    {
      createWorkflow: async () => ({ route: defineRoute({ name: 'createWorkflow', body: 'json', handle }) }),
      listWorkflows: async () => ({ route: defineRoute({ name: 'listWorkflows', handle }) }),
    },
    { get: (own, name) => Reflect.get(own, name) ?? unreachable },
  );
  const handler = apiFunction(
    { function: 'api-workflows', routes: routes as never, services: () => undefined },
    {
      env: ENV,
      log,
      meter: new FakeMeter(),
      limiter: generous,
      settings: settingsOf(),
      now: () => NOW,
      ...(store && { answers: () => store }),
      ...deps,
    },
  );
  const send = async (headers: Record<string, string> = { 'Idempotency-Key': 'k' }, method = 'POST', ms?: number) => {
    const body = method === 'POST' ? { body: { name: 'x' } } : {};
    const answer = await handler(apiEvent({ method, path: '/v1/workflows', headers, ...body }), lambdaContext(ms));
    return { status: answer.statusCode, headers: answer.headers ?? {}, body: JSON.parse(answer.body || 'null') };
  };
  return { send, log };
}

const made: Handle = () => ({ status: 201, headers: { etag: '"r1"' }, body: { id: 'wf_1' } });

describe('idempotency', () => {
  it('keeps what the route answered, under the tenant', async () => {
    const store = fakeStore();
    expect((await world(made, store).send()).status).toBe(201);
    const claim = expect.objectContaining({ tenantId: 'ten_01', route: 'createWorkflow' });
    expect(store.claim).toHaveBeenCalledWith(claim, NOW);
    const answer = { status: 201, headers: { etag: '"r1"' }, body: { id: 'wf_1' } };
    expect(store.complete).toHaveBeenCalledExactlyOnceWith(claim, answer);
    expect(store.complete.mock.calls[0]?.[0]).toEqual(store.claim.mock.calls[0]?.[0]);
    expect(store.release).not.toHaveBeenCalled();
  });

  it('asks for nothing without a key, and where no keys are taken', async () => {
    const store = fakeStore();
    const { send } = world(made, store);
    await send({});
    await send({ 'idempotency-key': 'k' }, 'GET');
    expect(store.claim).not.toHaveBeenCalled();
  });

  it('answers again what was kept, with the ids of this request, and tells no audit trail', async () => {
    const events: AuditEvent[] = [];
    const audit = { record: async (event: AuditEvent) => void events.push(event) };
    const store = fakeStore();
    let works = 0;
    const handle = () => {
      works += 1;
      return made();
    };
    const { send } = world(handle, store, { audit });
    await send();
    const { fingerprint = '' } = store.claim.mock.calls[0]?.[0] ?? {};
    const answer = { status: 201, headers: { etag: '"r1"' }, body: { id: 'wf_1' } };
    store.claim.mockResolvedValue({ kind: 'answered', fingerprint, answer });
    const again = await send({ 'idempotency-key': 'k', 'x-request-id': 'second-request' });
    expect(again).toMatchObject({ status: 201, body: { id: 'wf_1' } });
    expect(again.headers).toMatchObject({
      etag: '"r1"',
      'idempotent-replayed': 'true',
      'x-request-id': 'second-request',
    });
    expect([works, events.length, store.complete.mock.calls.length]).toEqual([1, 1, 1]);
  });

  it.each([
    ['running', 409, 'IDEMPOTENCY_IN_PROGRESS', true],
    ['running', 422, 'IDEMPOTENCY_KEY_REUSED', false],
    ['answered', 422, 'IDEMPOTENCY_KEY_REUSED', false],
  ] as const)('refuses while the first is %s with %i %s', async (kind, status, code, isSame) => {
    const store = fakeStore();
    const { send } = world(made, store);
    await send();
    const { fingerprint = '' } = store.claim.mock.calls[0]?.[0] ?? {};
    const answer = { status: 201 };
    store.claim.mockResolvedValue({ kind, fingerprint: isSame ? fingerprint : 'another', answer });
    const refused = await send();
    expect(refused).toMatchObject({ status, body: { error: { code } } });
    if (status === 409) expect(refused.headers['retry-after']).toBe('1');
    expect(store.complete).toHaveBeenCalledTimes(1);
    expect(store.release).not.toHaveBeenCalled();
  });

  it.each([
    ['refuses', () => Promise.reject(new RequestError(409, 'CONFLICT', 'no'))],
    ['breaks', () => Promise.reject(new Error('broken'))],
    ['answers an error', () => ({ status: 404 })],
  ] as const)('gives the key back when the route %s', async (_what, handle) => {
    const store = fakeStore();
    await world(handle, store).send();
    expect(store.release).toHaveBeenCalledExactlyOnceWith(store.claim.mock.calls[0]?.[0]);
    expect(store.complete).not.toHaveBeenCalled();
  });

  it('holds on to the key when time is up: the route may still be at work', async () => {
    const store = fakeStore();
    const { send } = world(() => new Promise(() => {}), store);
    expect(await send(undefined, 'POST', 510)).toMatchObject({ status: 504, body: { error: { code: 'TIMEOUT' } } });
    expect(store.release).not.toHaveBeenCalled();
  });

  it('claims nothing for a request that is refused before its route', async () => {
    const store = fakeStore();
    const { send } = world(made, store);
    expect((await send({ 'idempotency-key': 'k', 'Content-Type': 'text/xml' })).status).toBe(415);
    expect(store.claim).not.toHaveBeenCalled();
  });

  it('answers all the same when the answer cannot be kept, and tells the log', async () => {
    const store = fakeStore();
    store.complete.mockRejectedValue(new Error('down'));
    const { send, log } = world(made, store);
    expect((await send()).status).toBe(201);
    expect(log.of('error')).toHaveLength(1);
    expect(store.release).not.toHaveBeenCalled();
  });

  it('does nothing at all when the key cannot be claimed', async () => {
    const store = fakeStore();
    store.claim.mockRejectedValue(Object.assign(new Error('busy'), { name: 'ThrottlingException' }));
    const handle = vi.fn<Handle>(made);
    expect((await world(handle, store).send()).status).toBe(503);
    expect((await world(handle, undefined).send()).status).toBe(500);
    expect(handle).not.toHaveBeenCalled();
  });
});

/** They make nothing that a second request would make again. */
const MAKES_NOTHING = [
  'validateWorkflow',
  'cancelRun',
  'decideApproval',
  'leaveTenant',
  'testConnection',
  'authorizeConnection',
];
/** Marker and run are one transaction. */
const BY_ITSELF = ['startRun'];

describe('the route table', () => {
  const routes = Object.entries<Route>(ROUTES);

  it('takes keys on every POST that makes something', () => {
    const posts = routes.filter(([, { method }]) => method === 'POST');
    const without = posts.filter(([, { idempotent }]) => idempotent === undefined).map(([name]) => name);
    expect(without.sort()).toEqual([...MAKES_NOTHING, ...BY_ITSELF].sort());
  });

  it('takes them nowhere else, and never without a credential', () => {
    const taking = routes.filter(([, { idempotent }]) => idempotent !== undefined);
    expect(taking.every(([, { method, role }]) => method === 'POST' && role !== 'public')).toBe(true);
  });
});
