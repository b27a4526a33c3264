import { describe, expect, it } from 'vitest';
import { bindContext, type SecretContext } from '../../../../shared/domain/secret/context.ts';
import { sealEnvelope } from '../../../../shared/domain/secret/envelope.ts';
import { EnvelopeRejectedError, KeyServiceError } from '../../../../shared/domain/secret/errors.ts';
import { type Envelope, parseEnvelope } from '../../../../shared/domain/secret/format.ts';
import { KeyCache, type KeyCacheOptions } from '../../../../shared/domain/secret/key-cache.ts';
import { MemoryDataKeys } from '../../../support/memory-data-keys.ts';
import { context } from './sealed.ts';

type Options = Omit<KeyCacheOptions, 'keys' | 'now'>;

/** An empty cache whose time stands still until it is moved, and envelopes that other processes sealed. */
function world(options: Options = {}) {
  const keys = new MemoryDataKeys();
  const clock = { now: 1_000_000 };
  const now = (): number => clock.now;
  const cache = new KeyCache({ ...options, keys, now });
  const stored = async (change: Partial<SecretContext> = {}): Promise<Envelope> => {
    const elsewhere = new KeyCache({ keys, now });
    return parseEnvelope(sealEnvelope(Buffer.from('hello'), await elsewhere.forSealing(bindContext(context(change)))));
  };
  const open = async (envelope: Envelope, change: Partial<SecretContext> = {}) =>
    cache.forOpening(bindContext(context(change)), envelope);
  return { keys, clock, cache, stored, open };
}

describe('KeyCache', () => {
  it('asks once for a key until it is too old', async () => {
    const { keys, clock, stored, open } = world();
    const envelope = await stored();
    await open(envelope);
    clock.now += 299_999;
    await open(envelope);
    expect(keys.calls.unwrap).toBe(1);
    clock.now += 1;
    await open(envelope);
    expect(keys.calls.unwrap).toBe(2);
  });

  it('does not let uses make a key younger', async () => {
    const { keys, clock, stored, open } = world({ maxAgeMs: 100 });
    const envelope = await stored();
    for (let use = 0; use < 10; use += 1) {
      await open(envelope);
      clock.now += 30;
    }
    expect(keys.calls.unwrap).toBe(3);
  });

  it('asks again after as many uses as allowed', async () => {
    const { keys, stored, open } = world({ maxUses: 3 });
    const envelope = await stored();
    for (let use = 0; use < 9; use += 1) await open(envelope);
    expect(keys.calls.unwrap).toBe(3);
  });

  it('asks once for all who want the same key at once', async () => {
    const { keys, stored, open } = world();
    const envelope = await stored();
    const keysOfAll = await Promise.all(Array.from({ length: 50 }, () => open(envelope)));
    expect(keys.calls.unwrap).toBe(1);
    expect(new Set(keysOfAll).size).toBe(1);
  });

  it('tells all who wait of a failure, and asks anew afterwards', async () => {
    const { keys, stored, open, cache } = world();
    const envelope = await stored();
    keys.failure = new KeyServiceError('KEY_SERVICE_THROTTLED', undefined);
    const failed = await Promise.allSettled([open(envelope), open(envelope)]);
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    keys.failure = undefined;
    await open(envelope);
    expect(keys.calls.unwrap).toBe(2);
    expect(cache.size).toBe(1);
  });

  it('keeps tenants, resources and purposes apart', async () => {
    const { keys, cache } = world();
    const changes = [{}, { tenantId: 'ten_2' }, { resourceId: 'conn_2' }, { purpose: 'oauth' }] as const;
    const found = await Promise.all(changes.map(async (change) => cache.forSealing(bindContext(context(change)))));
    expect(new Set(found).size).toBe(4);
    expect(keys.calls.generate).toBe(4);
  });

  it('seals with one key of a context, and opens with it without asking', async () => {
    const { keys, cache, open } = world();
    const bound = bindContext(context());
    const dataKey = await cache.forSealing(bound);
    expect(await cache.forSealing(bound)).toBe(dataKey);
    expect(await open(parseEnvelope(sealEnvelope(Buffer.from('a'), dataKey)))).toBe(dataKey);
    expect(keys.calls).toEqual({ generate: 1, unwrap: 0, rewrap: 0 });
  });

  it('lets the least recently used key go first', async () => {
    const { keys, stored, open, cache } = world({ capacity: 2 });
    const [a, b, c] = await Promise.all([stored(), stored(), stored()]);
    for (const envelope of [a, b, a, c]) await open(envelope);
    expect(cache.size).toBe(2);
    await open(a);
    expect(keys.calls.unwrap).toBe(3);
    await open(b);
    expect(keys.calls.unwrap).toBe(4);
  });

  it('drops old keys though nobody asks for them', async () => {
    const { clock, stored, open, cache } = world();
    await open(await stored());
    clock.now += 300_000;
    await open(await stored({ tenantId: 'ten_2' }), { tenantId: 'ten_2' });
    expect(cache.size).toBe(1);
  });

  it('forgets one tenant, and what is on its way for it', async () => {
    const { keys, stored, open, cache } = world();
    const [mine, other] = await Promise.all([stored(), stored({ tenantId: 'ten_2' })]);
    await open(other, { tenantId: 'ten_2' });
    const pending = open(mine);
    cache.clear('ten_1');
    await pending;
    expect(cache.size).toBe(1);
    await open(other, { tenantId: 'ten_2' });
    await open(mine);
    expect(keys.calls.unwrap).toBe(3);
  });

  it.each([
    ['is emptied when the tenant changes, if told so', true, 4],
    ['keeps the keys of several tenants otherwise', false, 2],
  ])('%s', async (_, oneTenant, calls) => {
    const { keys, stored, open } = world({ oneTenant });
    const [mine, other] = await Promise.all([stored(), stored({ tenantId: 'ten_2' })]);
    for (const _turn of [1, 2]) {
      await open(mine);
      await open(mine);
      await open(other, { tenantId: 'ten_2' });
    }
    expect(keys.calls.unwrap).toBe(calls);
  });

  it('is empty as soon as another tenant enters', async () => {
    const { stored, open, cache } = world({ oneTenant: true });
    await open(await stored());
    cache.enter('ten_1');
    expect(cache.size).toBe(1);
    cache.enter('ten_2');
    expect(cache.size).toBe(0);
  });

  it('keeps no key that is not proved, and asks for none that cannot be right', async () => {
    const { keys, stored, open, cache } = world();
    const envelope = await stored();
    await expect(open(envelope, { tenantId: 'ten_2' })).rejects.toThrow(EnvelopeRejectedError);
    const damaged = Buffer.from(envelope.head);
    damaged.writeUInt8(damaged.readUInt8(70) ^ 1, 70);
    await expect(open({ ...envelope, head: damaged })).rejects.toThrow(EnvelopeRejectedError);
    expect(keys.calls.unwrap).toBe(0);
    const uncommitted = Buffer.from(envelope.head);
    uncommitted.writeUInt8(uncommitted.readUInt8(30) ^ 1, 30);
    await expect(open({ ...envelope, head: uncommitted })).rejects.toThrow(EnvelopeRejectedError);
    expect(keys.calls.unwrap).toBe(1);
    expect(cache.size).toBe(0);
  });

  it('does not let a forged envelope fail those who wait for the true one', async () => {
    const { stored, open } = world();
    const envelope = await stored();
    const forged = Buffer.from(envelope.head);
    forged.writeUInt8(forged.readUInt8(30) ^ 1, 30);
    const [first, second] = await Promise.allSettled([open({ ...envelope, head: forged }), open(envelope)]);
    expect([first?.status, second?.status]).toEqual(['rejected', 'fulfilled']);
  });

  it('overwrites every data key that it was handed', async () => {
    const { keys, stored, open } = world();
    await open(await stored());
    expect(keys.handedOut).toHaveLength(2);
    for (const key of keys.handedOut) expect(key.every((byte) => byte === 0)).toBe(true);
  });
});
