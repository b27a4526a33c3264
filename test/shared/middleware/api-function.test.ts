import { describe, expect, it } from 'vitest';
import { apiFunction } from '../../../shared/middleware/api-function.ts';
import { aPrincipal, apiEvent } from '../../support/api-event.ts';
import {
  apiWorld,
  ENV,
  getRun,
  NOW,
  type Routes,
  RUN,
  RUN_ID,
  START,
  startRun,
  unreachable,
} from '../../support/api-world.ts';

describe('an API function', () => {
  it('hands a route its call, without the event and the credential, and sends its result as JSON', async () => {
    const { send, calls } = apiWorld(getRun());
    const headers = { Authorization: 'Bearer sw_x', 'X-Custom': 'yes' };
    const answer = await send(apiEvent({ ...RUN, headers }), 4321);
    expect(answer).toMatchObject({ status: 200, body: { id: RUN_ID } });
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-cache',
    });
    const [call] = calls;
    expect(call).toMatchObject({ principal: aPrincipal(), params: { runId: RUN_ID }, sourceIp: '203.0.113.7' });
    expect(call).toMatchObject({ query: undefined, body: undefined, headers: {} });
    expect(call).not.toHaveProperty('traceId');
    expect(Object.keys(call?.headers as object)).toEqual([]);
    expect([call?.now(), call?.remainingMs()]).toEqual([NOW, 4321]);
    expect(JSON.stringify(call)).not.toContain('sw_x');
  });

  it('tells a route who the person is that calls', async () => {
    const { send, calls } = apiWorld(getRun());
    const user = { hash: 'b'.repeat(64), email: 'a@example.com', name: 'Ann' };
    const principal = aPrincipal({ kind: 'user', principalId: 'usr_2', user });
    await send(apiEvent({ ...RUN, principal }));
    expect(calls[0]?.principal).toEqual(principal);
  });

  it('sends a result without a body with none, and the headers of the route', async () => {
    const { send } = apiWorld(startRun({}));
    const answer = await send(apiEvent(START));
    expect(answer).toMatchObject({ status: 202, body: undefined, headers: { location: RUN.path } });
    expect(answer.headers).not.toHaveProperty('content-type');
  });

  it('makes its services once, from its own environment, and loads a route only when it is called', async () => {
    const { send, made } = apiWorld(getRun());
    expect(made).toEqual([]);
    await send(apiEvent(RUN));
    await send(apiEvent(RUN));
    expect(made).toEqual([ENV]);
  });

  it('stops at its start when its environment is wrong, with all that is, and no value', () => {
    const env = { ...ENV, TABLE_NAME: '', STATE_MACHINE_ARN: undefined, STAGE: 'hunter2' };
    expect(() => apiWorld(getRun(), { env })).toThrow(
      /^(?=.*TABLE_NAME)(?=.*STATE_MACHINE_ARN)(?=.*STAGE)(?!.*hunter2)/,
    );
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
