import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { createAuthorize, UnauthorizedError } from '../../../functions/authorizer/authorize.ts';
import { generateApiKey, hashApiKey } from '../../../shared/domain/tenant/api-key.ts';
import { createTenant } from '../../../shared/domain/tenant/create-tenant.ts';
import { fromContext } from '../../../shared/domain/tenant/principal.ts';
import { limitsOf } from '../../../shared/domain/tenant/tiers.ts';
import { FakeLog } from '../../support/fake-log.ts';
import { MemoryTenants } from '../../support/memory-tenants.ts';
import recorded from './request-event.json' with { type: 'json' };

/** The event that a REST API sends to a REQUEST authorizer. */
const eventWith = (headers: Readonly<Record<string, string>> | null): APIGatewayRequestAuthorizerEvent => {
  const { authorization: _recorded, ...others } = recorded.headers;
  const all = headers === null ? null : { ...others, ...headers };
  return { ...recorded, headers: all } as unknown as APIGatewayRequestAuthorizerEvent;
};

async function world() {
  let now = 0;
  const store = new MemoryTenants();
  const log = new FakeLog();
  const limits = { requestsPerMinute: 42 };
  const { tenantId, apiKey } = await createTenant({ name: 'Acme', tier: 'pro', limits }, store, 0);
  const authorize = createAuthorize({ store, log, now: () => now });
  return {
    authorize,
    store,
    log,
    tenantId,
    apiKey,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

describe('the authorizer', () => {
  it('lets a known caller through to the whole stage and says who it is', async () => {
    const { authorize, tenantId, apiKey } = await world();
    const answer = await authorize(eventWith({ authorization: `Bearer ${apiKey}` }));
    expect(answer.policyDocument).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Action: 'execute-api:Invoke',
          Effect: 'Allow',
          Resource: 'arn:aws:execute-api:eu-central-1:123456789012:abcdef123/dev/*',
        },
      ],
    });
    expect(answer.principalId).toMatch(/^key_/);
    expect(fromContext(answer.context)).toEqual({
      principalId: answer.principalId,
      tenantId,
      role: 'owner',
      tier: 'pro',
      suspended: false,
      limits: limitsOf('pro', { requestsPerMinute: 42 }),
    });
  });

  it('answers nothing that the gateway cannot carry, and no key', async () => {
    const { authorize, apiKey } = await world();
    const { context } = await authorize(eventWith({ authorization: `Bearer ${apiKey}` }));
    for (const value of Object.values(context ?? {})) expect(value).toBeTypeOf('string');
    expect(JSON.stringify(context)).not.toContain(apiKey);
    expect(JSON.stringify(context)).not.toContain(hashApiKey(apiKey));
  });

  it('reads the header in any case', async () => {
    const { authorize, apiKey } = await world();
    for (const name of ['authorization', 'Authorization', 'AUTHORIZATION']) {
      await expect(authorize(eventWith({ [name]: `Bearer ${apiKey}` }))).resolves.toBeDefined();
    }
  });

  it.each([
    ['no headers', null],
    ['no credential', {}],
    ['an unknown key', { authorization: `Bearer ${generateApiKey()}` }],
    ['another scheme', { authorization: 'Basic abc' }],
  ] as const)('refuses %s with the one word that the gateway makes a 401 of', async (_what, headers) => {
    const { authorize } = await world();
    const answer = authorize(eventWith(headers));
    await expect(answer).rejects.toThrow(UnauthorizedError);
    await expect(answer).rejects.toMatchObject({ message: 'Unauthorized' });
  });

  it('tells the log why it refuses, without the credential', async () => {
    const { authorize, log } = await world();
    const key = generateApiKey();
    await expect(authorize(eventWith({ authorization: `Bearer ${key}` }))).rejects.toThrow();
    expect(log.lines).toMatchObject([
      { level: 'warn', fields: { reason: 'unknown key', credentialHash: hashApiKey(key).slice(0, 8) } },
    ]);
    expect(JSON.stringify(log.lines)).not.toContain(key.slice(3, 15));
  });

  it('asks the store once per credential and 50 seconds', async () => {
    const { authorize, store, apiKey, pass } = await world();
    const event = eventWith({ authorization: `Bearer ${apiKey}` });
    await authorize(event);
    await authorize(event);
    expect(store.reads).toBe(2);
    store.keys.clear();
    pass(50_000);
    await expect(authorize(event)).rejects.toThrow('Unauthorized');
  });

  it('does not take a store that fails for a wrong credential', async () => {
    const { apiKey } = await world();
    const store = {
      getApiKey: () => Promise.reject(new Error('down')),
      getTenant: () => Promise.reject(new Error('down')),
    };
    const authorize = createAuthorize({ store, log: new FakeLog(), now: () => 0 });
    await expect(authorize(eventWith({ authorization: `Bearer ${apiKey}` }))).rejects.toThrow('down');
  });
});
