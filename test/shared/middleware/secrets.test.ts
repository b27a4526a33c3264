import { describe, expect, it } from 'vitest';
import type { Secret } from '../../../shared/domain/secret/secret.ts';
import type { ApiCall } from '../../../shared/middleware/route.ts';
import { aPrincipal, apiEvent } from '../../support/api-event.ts';
import { apiWorld, getRun, RUN } from '../../support/api-world.ts';
import { aVault } from './vaults.ts';

/** A route that seals a secret, opens it, keeps it beyond the call, and then ends in some way. */
function world(end: (secret: Secret, call: ApiCall) => unknown = (secret) => ({ length: secret.reveal().length })) {
  const kept: Secret[] = [];
  const handles: ApiCall['secrets'][] = [];
  const told: string[] = [];
  const vault = aVault({
    onHandle: (id) => void told.push(`handle ${id}`),
    onWipe: (id) => void told.push(`wipe ${id}`),
  });
  let made = 0;
  const routes = getRun(async (call) => {
    const envelope = await call.secrets.seal('conn_1', 'connection', 'hunter2');
    const secret = await call.secrets.open('conn_1', 'connection', envelope);
    kept.push(secret);
    handles.push(call.secrets);
    return end(secret, call);
  });
  const makeVault = () => {
    made += 1;
    return vault;
  };
  return { ...apiWorld(routes, {}, makeVault), kept, handles, told, made: () => made };
}

describe('secrets', () => {
  it('can be sealed and opened by a route, for the tenant of its caller', async () => {
    const { send, told } = world();
    const answer = await send(apiEvent({ ...RUN, principal: aPrincipal({ tenantId: 'ten_77' }) }));
    expect(answer).toMatchObject({ status: 200, body: { length: 7 } });
    expect(told).toEqual(['handle ten_77', 'wipe ten_77']);
  });

  it.each<[string, (secret: Secret) => unknown, number]>([
    ['its answer', () => 'fine', 200],
    ['a rejection', () => Promise.reject(new Error('late')), 500],
    [
      'a throw',
      () => {
        throw new Error('at once');
      },
      500,
    ],
    ['an answer that cannot be written', () => 1n, 500],
  ])('are wiped after %s', async (_what, end, status) => {
    const { send, kept, handles } = world(end);
    expect((await send(apiEvent(RUN))).status).toBe(status);
    expect(kept).toHaveLength(1);
    expect(() => kept[0]?.reveal()).toThrow('The secret is gone');
    await expect(handles[0]?.seal('conn_1', 'connection', 'x')).rejects.toThrow('The secret is gone');
  });

  it('are wiped when the time is over, although the route goes on', async () => {
    const { send, kept } = world(() => new Promise((resolve) => setTimeout(resolve, 1000).unref()));
    expect((await send(apiEvent(RUN), 530)).status).toBe(504);
    expect(() => kept[0]?.reveal()).toThrow('The secret is gone');
  });

  it('come from one vault, made with the first request that may have them', async () => {
    const { send, made } = world();
    await send(apiEvent({ ...RUN, principal: null }));
    await send(apiEvent({ ...RUN, principal: aPrincipal({ suspended: true }) }));
    expect(made()).toBe(0);
    await send(apiEvent(RUN));
    await send(apiEvent(RUN));
    expect(made()).toBe(1);
  });

  it('are of one request each', async () => {
    const { send, handles } = world();
    await Promise.all([send(apiEvent(RUN)), send(apiEvent(RUN))]);
    expect(handles[0]).not.toBe(handles[1]);
  });

  it('never show in an answer or a line by accident', async () => {
    const { send, log } = world((secret, call) => {
      call.logger.info('opened', { secret, text: `${secret}` });
      return { secret };
    });
    const { body } = await send(apiEvent(RUN));
    expect(body).toEqual({ secret: '[redacted]' });
    expect(JSON.stringify(log.lines)).not.toContain('hunter2');
  });

  it('are not there in a function that has no vault', async () => {
    const { send, log } = apiWorld(getRun((call) => call.secrets.open('conn_1', 'connection', 'x')));
    expect((await send(apiEvent(RUN))).status).toBe(500);
    expect(String(log.of('error')[0]?.fields.error)).toContain('This function has no vault.');
  });
});
