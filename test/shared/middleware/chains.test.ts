import { describe, expect, it } from 'vitest';
import { RequestError } from '../../../shared/domain/errors.ts';
import { apiFunction } from '../../../shared/middleware/chains.ts';
import { addLogFields, scopedLogFields } from '../../../shared/observability/log-scope.ts';
import { aPrincipal, apiEvent } from '../../support/api-event.ts';
import { apiWorld, ENV, getRun, NOW, type Routes, RUN, START, startRun, unreachable } from '../../support/api-world.ts';

describe('an API function', () => {
  it('hands a route its call, without the event and the credential, and sends its result as JSON', async () => {
    const { send, calls } = apiWorld(getRun());
    const headers = { Authorization: 'Bearer sw_x', 'X-Custom': 'yes' };
    const answer = await send(apiEvent({ ...RUN, headers }), 4321);
    expect(answer).toMatchObject({ status: 200, body: { id: 'run_1' } });
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    const [call] = calls;
    expect(call).toMatchObject({ principal: aPrincipal(), params: { runId: 'run_1' } });
    expect(call).toMatchObject({ query: undefined, body: undefined });
    expect(call?.headers).toMatchObject({ 'x-custom': 'yes', host: 'api.example' });
    expect(call?.headers).not.toHaveProperty('authorization');
    expect([call?.now(), call?.remainingMs()]).toEqual([NOW, 4321]);
  });

  it('sends a result without a body with none, and the headers of the route', async () => {
    const { send } = apiWorld(startRun({}));
    const answer = await send(apiEvent(START));
    expect(answer).toMatchObject({ status: 202, body: undefined, headers: { location: '/v1/runs/run_1' } });
    expect(answer.headers).not.toHaveProperty('content-type');
  });

  it('makes its services once, from its own environment, and loads a route only when it is called', async () => {
    const { send, made } = apiWorld(getRun());
    expect(made).toEqual([]);
    await send(apiEvent(RUN));
    await send(apiEvent(RUN));
    expect(made).toEqual([ENV]);
  });

  it('decodes the parameters of the path', async () => {
    const { send, calls } = apiWorld(getRun());
    await send(apiEvent({ path: '/v1/runs/run%201%2F2' }));
    expect(calls[0]?.params).toEqual({ runId: 'run 1/2' });
    expect(await send(apiEvent({ path: '/v1/runs/100%' }))).toMatchObject({
      status: 400,
      body: { error: { code: 'INVALID_PARAMETER' } },
    });
  });

  it('answers 504 in the envelope when a route takes all of the time', async () => {
    const { send } = apiWorld(getRun(() => new Promise((resolve) => setTimeout(resolve, 2000).unref())));
    const answer = await send(apiEvent(RUN), 520);
    expect(answer).toMatchObject({ status: 504, body: { success: false, error: { code: 'TIMEOUT' } } });
  });

  it('refuses to mix routes that need a credential with public ones', () => {
    const routes = { getLive: unreachable, getRun: unreachable } as unknown as Routes;
    const build = () => apiFunction({ function: 'api-runs', routes, services: () => ({ calls: [] }) }, { env: ENV });
    expect(build).toThrow('Public routes need a function of their own: getLive.');
  });
});

describe('the ids of a request', () => {
  it('are the ones of the caller when they are usable', async () => {
    const { send, calls } = apiWorld(getRun());
    const headers = { 'x-request-id': 'req-12345678', 'X-CORRELATION-ID': 'order:4711-a' };
    const answer = await send(apiEvent({ ...RUN, headers }));
    const ids = { 'x-request-id': 'req-12345678', 'x-correlation-id': 'order:4711-a' };
    expect(answer.headers).toMatchObject(ids);
    expect(calls[0]).toMatchObject({ requestId: 'req-12345678', correlationId: 'order:4711-a' });
  });

  it.each(['short', 'has a space in it', 'line\nbreak12', 'x'.repeat(129), '<script>alert'])(
    'are made when the caller sends %j',
    async (bad) => {
      const { send } = apiWorld(getRun());
      const answer = await send(apiEvent({ ...RUN, headers: { 'X-Request-Id': bad, 'X-Correlation-Id': bad } }));
      expect(answer.headers['x-request-id']).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
      expect(answer.headers['x-correlation-id']).toBe(answer.headers['x-request-id']);
    },
  );

  it('stand in every line that is logged on the way, and in the envelope of an error', async () => {
    const seen: unknown[] = [];
    const { send } = apiWorld(
      getRun(() => {
        addLogFields({ runId: 'run_1' });
        seen.push(scopedLogFields());
        throw new RequestError(409, 'BUSY', 'Busy.');
      }),
    );
    const answer = await send(apiEvent({ ...RUN, headers: { 'x-correlation-id': 'order:4711-a' } }));
    expect(answer.body.error.correlationId).toBe('order:4711-a');
    expect(seen[0]).toMatchObject({
      correlationId: 'order:4711-a',
      requestId: expect.any(String),
      lambdaRequestId: 'lambda-request-1',
      route: 'getRun',
      tenantId: 'ten_01',
      principalId: 'key_01',
      tier: 'pro',
      runId: 'run_1',
    });
  });
});

describe('errors', () => {
  it('of the caller are answered as they are, and logged only as a completed request', async () => {
    const details = [{ path: '/a', code: 'X', message: 'm' }];
    const { send, log } = apiWorld(
      getRun(() => {
        throw new RequestError(409, 'NOT_PUBLISHED', 'Publish it.', {
          details,
          extra: { hint: 'h' },
          headers: { 'x-extra': '1' },
        });
      }),
    );
    const answer = await send(apiEvent(RUN));
    expect(answer.status).toBe(409);
    expect(answer.headers).toMatchObject({ 'x-extra': '1', 'x-ratelimit-tier': 'pro' });
    expect(answer.body).toEqual({
      success: false,
      error: { code: 'NOT_PUBLISHED', message: 'Publish it.', correlationId: expect.any(String), details, hint: 'h' },
    });
    expect(log.of('error')).toEqual([]);
  });

  it('of ours say nothing outside and everything in the log', async () => {
    const cause = new Error('table table-prod is on fire');
    const { send, log, meter } = apiWorld(
      getRun(() => {
        throw cause;
      }),
    );
    const answer = await send(apiEvent(RUN));
    expect(answer.status).toBe(500);
    expect(answer.body.error).toMatchObject({ code: 'INTERNAL', message: expect.stringContaining('on our side') });
    expect(JSON.stringify(answer.body)).not.toContain('table-prod');
    expect(log.of('error')).toMatchObject([{ message: 'Request failed', fields: { error: cause, status: 500 } }]);
    expect(meter.flushed.map(({ name }) => name)).toEqual(['RequestDuration', 'RequestFailed']);
  });

  it('while a route is loaded or its result is written are answered too', async () => {
    const cyclic: Record<string, unknown> = {};
    cyclic.self = cyclic;
    const { send } = apiWorld({ ...getRun(() => cyclic), listSteps: unreachable });
    expect((await send(apiEvent(RUN))).status).toBe(500);
    expect((await send(apiEvent({ path: '/v1/runs/run_1/steps' }))).status).toBe(500);
  });

  it('in the environment are answered as ours, and tried again with the next request', async () => {
    const env: Record<string, string | undefined> = { ...ENV, TABLE_NAME: undefined };
    const { send, log } = apiWorld(getRun(), { env });
    expect((await send(apiEvent(RUN))).status).toBe(500);
    expect(String(log.of('error')[0]?.fields.error)).toContain('TABLE_NAME');
    env.TABLE_NAME = 'table';
    expect((await send(apiEvent(RUN))).status).toBe(200);
  });
});

describe('the line of a request', () => {
  it('tells what was asked, by whom, and what came of it', async () => {
    let now = NOW;
    const { send, log, meter } = apiWorld(
      getRun(() => {
        now += 25;
        return { ok: 'é' };
      }),
      { now: () => now },
    );
    await send(apiEvent(RUN));
    expect(log.of('info')).toEqual([
      {
        level: 'info',
        message: 'Request completed',
        fields: {
          method: 'GET',
          route: 'getRun',
          status: 200,
          durationMs: 25,
          tenantId: 'ten_01',
          principalId: 'key_01',
          tier: 'pro',
          bytes: Buffer.byteLength('{"ok":"é"}'),
        },
      },
    ]);
    expect(meter).toMatchObject({ flushes: 1, notes: { route: 'getRun' } });
    expect(meter.flushed).toMatchObject([{ name: 'RequestDuration', value: 25, unit: 'Milliseconds' }]);
  });
});
