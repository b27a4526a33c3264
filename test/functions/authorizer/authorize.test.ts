import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { createAuthorize, UnauthorizedError } from '../../../functions/authorizer/authorize.ts';
import { SlidingWindowLimiter } from '../../../shared/domain/limit/sliding-window.ts';
import { generateApiKey, hashApiKey } from '../../../shared/domain/tenant/api-key.ts';
import { newApiKey } from '../../../shared/domain/tenant/create-key.ts';
import { createTenant } from '../../../shared/domain/tenant/create-tenant.ts';
import { failedCredentials } from '../../../shared/domain/tenant/failed-credentials.ts';
import { blockedFrom, fromContext } from '../../../shared/domain/tenant/principal.ts';
import { limitsOf } from '../../../shared/domain/tenant/tiers.ts';
import { FakeLog } from '../../support/fake-log.ts';
import { MemoryTenants } from '../../support/memory-tenants.ts';
import recorded from './request-event.json' with { type: 'json' };

type Headers = Readonly<Record<string, string>>;

/** The event that a REST API sends to a REQUEST authorizer. */
const eventWith = (headers: Headers | null, sourceIp = '203.0.113.7'): APIGatewayRequestAuthorizerEvent => {
  const { authorization: _recorded, ...others } = recorded.headers;
  const all = headers === null ? null : { ...others, ...headers };
  const multi = all && Object.fromEntries(Object.entries(all).map(([name, value]) => [name, [value]]));
  const requestContext = { ...recorded.requestContext, identity: { ...recorded.requestContext.identity, sourceIp } };
  return { ...recorded, headers: all, multiValueHeaders: multi, requestContext } as never;
};

const bearer = (key: string, sourceIp?: string) => eventWith({ authorization: `Bearer ${key}` }, sourceIp);

async function world() {
  let time = 0;
  const now = () => time;
  const store = new MemoryTenants();
  const log = new FakeLog();
  const limits = { requestsPerMinute: 42 };
  const { tenantId, apiKey } = await createTenant({ name: 'Acme', tier: 'pro', limits }, store, 0);
  const nobody = async () => undefined;
  const options = {
    store,
    users: { getUser: nobody, getMember: nobody },
    use: { note: nobody },
    failures: failedCredentials(new SlidingWindowLimiter(now), now),
    log,
    now,
  };
  const authorize = createAuthorize(options);
  const fail = async (times: number, sourceIp?: string) => {
    for (let turn = 0; turn < times; turn += 1) {
      await expect(authorize(bearer(generateApiKey(), sourceIp))).rejects.toThrow('Unauthorized');
    }
  };
  return {
    authorize,
    options,
    store,
    log,
    tenantId,
    apiKey,
    fail,
    pass: (ms: number) => {
      time += ms;
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
      kind: 'key',
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

  it('asks the store once per credential and 20 seconds', async () => {
    const { authorize, store, apiKey, pass } = await world();
    const event = eventWith({ authorization: `Bearer ${apiKey}` });
    await authorize(event);
    await authorize(event);
    expect(store.reads).toBe(2);
    store.keys.clear();
    pass(20_000);
    await expect(authorize(event)).rejects.toThrow('Unauthorized');
  });

  it('does not take a store that fails for a wrong credential', async () => {
    const { options, apiKey } = await world();
    const down = () => Promise.reject(new Error('down'));
    const authorize = createAuthorize({ ...options, store: { getApiKey: down, getTenant: down } });
    for (let turn = 0; turn < 6; turn += 1) await expect(authorize(bearer(apiKey))).rejects.toThrow('down');
  });

  it('takes two credentials for none', async () => {
    const { authorize, apiKey, log } = await world();
    const event = bearer(apiKey);
    const values = [`Bearer ${apiKey}`, `Bearer ${generateApiKey()}`];
    const twice = { ...event, multiValueHeaders: { ...event.multiValueHeaders, authorization: values } };
    await expect(authorize(twice)).rejects.toThrow('Unauthorized');
    expect(log.of('warn')).toMatchObject([{ fields: { reason: 'not a bearer credential' } }]);
  });

  it('lets a key die with its end, whatever is remembered', async () => {
    const { authorize, store, tenantId, pass } = await world();
    const { secret, hashed } = newApiKey({ tenantId, name: 'CI', role: 'viewer', createdAt: 0, expiresAt: 5000 });
    await store.putApiKey(hashed);
    await authorize(bearer(secret));
    pass(5000);
    await expect(authorize(bearer(secret))).rejects.toThrow('Unauthorized');
  });
});

describe('an address with too many wrong credentials', () => {
  it('is let through as nobody, with the time to wait, and nothing is looked up', async () => {
    const { authorize, store, apiKey, fail, log } = await world();
    await fail(5);
    const { reads } = store;
    const answer = await authorize(bearer(apiKey));
    expect(store.reads).toBe(reads);
    expect(answer).toMatchObject({ principalId: 'blocked', policyDocument: { Statement: [{ Effect: 'Allow' }] } });
    expect(fromContext(answer.context)).toBeUndefined();
    expect(blockedFrom(answer.context)?.retryAfter).toBeGreaterThanOrEqual(900);
    expect(log.lines.at(-1)).toMatchObject({ fields: { reason: 'too many failures', sourceIp: '203.0.113.7' } });
  });

  it('goes on with a credential that was good before, as long as it is', async () => {
    const { authorize, store, apiKey, fail, tenantId, pass } = await world();
    await authorize(bearer(apiKey));
    await fail(5);
    for (let turn = 0; turn < 3; turn += 1) {
      expect(fromContext((await authorize(bearer(apiKey))).context)).toMatchObject({ tenantId });
      pass(20_000);
    }
    store.keys.clear();
    await expect(authorize(bearer(apiKey))).rejects.toThrow('Unauthorized');
    expect(blockedFrom((await authorize(bearer(apiKey))).context)).toBeDefined();
  });

  it('is free again when its time is over, and others are all along', async () => {
    const { authorize, apiKey, fail, pass } = await world();
    await fail(5);
    expect(fromContext((await authorize(bearer(apiKey, '203.0.113.8'))).context)).toBeDefined();
    pass(20_000);
    const { retryAfter = 0 } = blockedFrom((await authorize(bearer(apiKey))).context) ?? {};
    pass(retryAfter * 1000);
    expect(fromContext((await authorize(bearer(apiKey))).context)).toBeDefined();
  });

  it('is not made by keys that have ended, nor by requests without a credential', async () => {
    const { authorize, store, apiKey, tenantId } = await world();
    const { secret, hashed } = newApiKey({ tenantId, name: 'CI', role: 'viewer', createdAt: 0, expiresAt: 0 });
    await store.putApiKey(hashed);
    for (let turn = 0; turn < 9; turn += 1) {
      await expect(authorize(bearer(secret))).rejects.toThrow('Unauthorized');
      await expect(authorize(eventWith({}))).rejects.toThrow('Unauthorized');
    }
    expect(fromContext((await authorize(bearer(apiKey))).context)).toBeDefined();
  });
});
