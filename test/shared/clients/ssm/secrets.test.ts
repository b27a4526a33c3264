import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { redisCredentials } from '../../../../shared/clients/ssm/redis-credentials.ts';
import { createSecrets } from '../../../../shared/clients/ssm/secrets.ts';
import { FakeLog } from '../../../support/fake-log.ts';

const MINUTE = 60_000;
const REDIS = '{"url":"https://redis.example","token":"hunter2"}';

/** Secrets of the stage prod over a store that a test holds. */
function world(stored: Record<string, string | Error> = {}) {
  const state = { now: 1_000_000, reads: [] as string[] };
  const log = new FakeLog();
  const secrets = createSecrets({
    stage: 'prod',
    log,
    now: () => state.now,
    read: async (name, { decrypt }) => {
      state.reads.push(`${name}${decrypt ? '' : ' sealed'}`);
      const value = stored[name.slice(name.lastIndexOf('/') + 1)];
      if (value instanceof Error) throw value;
      return value;
    },
  });
  const text = async () => (await secrets.get('redis'))?.reveal();
  return { state, stored, log, secrets, text };
}

describe('secrets', () => {
  it('are read by name when they are asked for, once for those who ask together, and again after 5 minutes', async () => {
    const { state, stored, text } = world({ redis: 'one' });
    expect(state.reads).toEqual([]);
    expect(await Promise.all([text(), text()])).toEqual(['one', 'one']);
    stored.redis = 'two';
    state.now += 5 * MINUTE - 1;
    expect(await text()).toBe('one');
    expect(state.reads).toEqual(['/stepwell/prod/secrets/redis']);
    state.now += 1;
    expect(await text()).toBe('two');
  });

  it('belong to whoever asked: one that is wiped does not take the others with it', async () => {
    const { secrets, text } = world({ redis: 'one' });
    (await secrets.get('redis'))?.wipe();
    expect(await text()).toBe('one');
  });

  it('show themselves nowhere', async () => {
    const { secrets, log } = world({ redis: 'hunter2', stripe: new Error('denied') });
    const secret = await secrets.get('redis');
    await secrets.get('stripe');
    expect(inspect({ secret, log }, { depth: 9 }) + JSON.stringify(secret) + String(secret)).not.toContain('hunter2');
  });

  it('that are absent are told once, with what it means, and found when they come', async () => {
    const { state, stored, log, secrets, text } = world();
    expect([await text(), await text()]).toEqual([undefined, undefined]);
    expect(await secrets.get('stripe')).toBeUndefined();
    state.now += 5 * MINUTE;
    expect(await text()).toBeUndefined();
    expect(log.lines.map(({ level, message }) => [level, message])).toEqual([
      ['info', 'Not configured: redis; limits and breakers are kept per container'],
      ['info', 'Not configured: stripe; nothing is billed'],
    ]);
    stored.redis = 'one';
    state.now += 5 * MINUTE;
    expect(await text()).toBe('one');
  });

  it('keep their last value when the store fails, and leave it alone for 5 s', async () => {
    const { state, stored, log, text } = world({ redis: 'one' });
    await text();
    stored.redis = new Error('throttled');
    state.now += 5 * MINUTE;
    expect([await text(), await text()]).toEqual(['one', 'one']);
    expect(state.reads).toHaveLength(2);
    expect(log.lines).toEqual([
      { level: 'warn', message: 'Not readable: redis; the last value goes on', fields: { error: stored.redis } },
    ]);
    stored.redis = 'two';
    state.now += 5000;
    expect(await text()).toBe('two');
  });

  it('that were never readable are as good as absent, with a warning', async () => {
    const { state, stored, log, secrets, text } = world({ redis: new Error('denied') });
    expect(await text()).toBeUndefined();
    expect(log.lines).toMatchObject([
      { level: 'warn', message: 'Not readable: redis; limits and breakers are kept per container' },
    ]);
    stored.redis = 'one';
    expect(secrets.isUnreadable('redis')).toBe(true);
    state.now += 5000;
    expect(await text()).toBe('one');
    expect(secrets.isUnreadable('redis')).toBe(false);
  });
});

describe('the credentials of Redis', () => {
  it('come from the secret, as it is at the time', async () => {
    const { state, stored, log, secrets } = world({ redis: REDIS });
    const credentials = redisCredentials({ secrets, log });
    expect(await credentials()).toEqual({ url: 'https://redis.example', token: 'hunter2' });
    delete stored.redis;
    state.now += 5 * MINUTE;
    expect(await credentials()).toBeUndefined();
  });

  it('are unknown while the secret cannot be read, which is not as if there were none', async () => {
    const { state, stored, log, secrets } = world({ redis: new Error('throttled') });
    const credentials = redisCredentials({ secrets, log });
    await expect(credentials()).rejects.toThrow('not read');
    stored.redis = REDIS;
    state.now += 5000;
    expect(await credentials()).toMatchObject({ url: 'https://redis.example' });
  });

  it('are none when the secret is something else, which is told once and not shown', async () => {
    const { state, stored, log, secrets } = world({ redis: 'hunter2' });
    const credentials = redisCredentials({ secrets, log });
    expect([await credentials(), await credentials()]).toEqual([undefined, undefined]);
    expect(log.of('error')).toHaveLength(1);
    expect(JSON.stringify(log.lines)).not.toContain('hunter2');
    stored.redis = REDIS;
    state.now += 5 * MINUTE;
    expect(await credentials()).toMatchObject({ token: 'hunter2' });
  });
});
