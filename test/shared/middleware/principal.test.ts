import { describe, expect, it } from 'vitest';
import { blockedContext } from '../../../shared/domain/tenant/principal.ts';
import { apiEvent } from '../../support/api-event.ts';
import { apiWorld, getRun, RUN } from '../../support/api-world.ts';

describe('who calls', () => {
  it.each([
    null,
    {},
    { tenantId: 'ten_01' },
    { tenantId: '', principalId: 'x', role: 'owner', tier: 'pro', limits: '{}' },
    { tenantId: 'ten_01', principalId: 'x', role: 'root', tier: 'pro', limits: '{}' },
  ])('is nobody when the authorizer said %j', async (authorizer) => {
    const { send, log } = apiWorld(getRun());
    const answer = await send(apiEvent({ ...RUN, authorizer }));
    expect(answer).toMatchObject({ status: 401, body: { error: { code: 'UNAUTHORIZED' } } });
    expect(log.of('info')[0]?.fields).toMatchObject({ status: 401, tenantId: undefined });
  });

  it('is told to come back later when the address has failed too often', async () => {
    const { send, calls } = apiWorld(getRun());
    const answer = await send(apiEvent({ ...RUN, authorizer: blockedContext(840) }));
    expect(answer).toMatchObject({ status: 429, headers: { 'retry-after': '840' } });
    expect(answer.body.error).toEqual({
      code: 'TOO_MANY_FAILED_CREDENTIALS',
      message: 'Too many credentials from this address were wrong. Try again in 840 s.',
      correlationId: expect.any(String),
      retryAfter: 840,
    });
    expect(calls).toEqual([]);
  });

  it('stays blocked whatever else the authorizer says', async () => {
    const { authorizer } = apiEvent().requestContext;
    const { send } = apiWorld(getRun());
    expect((await send(apiEvent({ ...RUN, authorizer: { ...authorizer, ...blockedContext(5) } }))).status).toBe(429);
  });
});
