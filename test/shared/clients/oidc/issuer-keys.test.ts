import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../../../shared/clients/oidc/fetch-json.ts';
import { PublishedKeys } from '../../../../shared/clients/oidc/issuer-keys.ts';

const SECOND = 1000;
const HOUR = 3600 * SECOND;

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const key = (kid: string, more: object = {}) => ({ ...publicKey.export({ format: 'jwk' }), kid, ...more });
const header = (kid: string, alg = 'ES256') => ({ kid, alg });

function world(first: unknown = { keys: [key('a')] }) {
  let time = 0;
  let document: unknown = first;
  let reads = 0;
  const fetchJson = async () => {
    reads += 1;
    if (document instanceof Error) throw document;
    return document;
  };
  const keys = new PublishedKeys({ locate: async () => 'https://keys.example.com', fetchJson, now: () => time });
  return {
    keys,
    reads: () => reads,
    publish: (next: unknown) => {
      document = next;
    },
    pass: (ms: number) => {
      time += ms;
    },
  };
}

describe('PublishedKeys', () => {
  it('reads keys when first asked, and not again for an hour', async () => {
    const { keys, reads, pass } = world();
    expect(reads()).toBe(0);
    expect(await keys.find(header('a'))).toMatchObject({ type: 'public' });
    pass(HOUR - 1);
    expect(await keys.find(header('a'))).toBeDefined();
    expect(reads()).toBe(1);
    pass(1);
    await keys.find(header('a'));
    expect(reads()).toBe(2);
  });

  it('reads them once for many who ask at once', async () => {
    const { keys, reads } = world();
    const found = await Promise.all(Array.from({ length: 20 }, () => keys.find(header('a'))));
    expect(found.every((one) => one !== undefined)).toBe(true);
    expect(reads()).toBe(1);
  });

  it('finds a new key as soon as a token names it', async () => {
    const { keys, publish, pass, reads } = world();
    await keys.find(header('a'));
    publish({ keys: [key('a'), key('b')] });
    pass(30 * SECOND);
    expect(await keys.find(header('b'))).toBeDefined();
    expect(reads()).toBe(2);
  });

  it('is not driven to the provider by a flood of made-up key ids', async () => {
    const { keys, reads, pass } = world();
    for (let turn = 0; turn < 600; turn += 1) {
      expect(await keys.find(header(`made-up-${turn}`))).toBeUndefined();
      pass(SECOND / 10);
    }
    expect(reads()).toBeLessThanOrEqual(3);
  });

  it('keeps its keys while the provider is down, for a day', async () => {
    const { keys, publish, pass } = world();
    await keys.find(header('a'));
    publish(new ProviderError('down'));
    pass(2 * HOUR);
    expect(await keys.find(header('a'))).toBeDefined();
    pass(22 * HOUR);
    await expect(keys.find(header('a'))).rejects.toThrow('down');
  });

  it('says that a key cannot be known, rather than that there is none, while the provider is down', async () => {
    const { keys, publish, pass } = world();
    await keys.find(header('a'));
    publish(new ProviderError('down'));
    pass(30 * SECOND);
    await expect(keys.find(header('b'))).rejects.toThrow(ProviderError);
    publish({ keys: [key('b')] });
    pass(30 * SECOND);
    expect(await keys.find(header('b'))).toBeDefined();
  });

  it('forgets a key that is not published any more', async () => {
    const { keys, publish, pass } = world({ keys: [key('a'), key('b')] });
    await keys.find(header('a'));
    publish({ keys: [key('b')] });
    pass(HOUR);
    expect(await keys.find(header('a'))).toBeUndefined();
    expect(await keys.find(header('b'))).toBeDefined();
  });

  it('tries again soon when it has never had any', async () => {
    const { keys, publish, pass, reads } = world(new ProviderError('down'));
    await expect(keys.find(header('a'))).rejects.toThrow('down');
    await expect(keys.find(header('a'))).rejects.toThrow('down');
    expect(reads()).toBe(1);
    publish({ keys: [key('a')] });
    pass(SECOND);
    expect(await keys.find(header('a'))).toBeDefined();
  });

  it.each([
    ['of another algorithm', header('a', 'ES384'), {}],
    ['of another kind', header('a', 'RS256'), {}],
    ['for encryption', header('a'), { use: 'enc' }],
    ['for other operations', header('a'), { key_ops: ['sign'] }],
    ['held to another algorithm', header('a'), { alg: 'ES384' }],
  ])('gives out no key %s', async (_what, asked, more) => {
    expect(await world({ keys: [key('a', more)] }).keys.find(asked)).toBeUndefined();
  });

  it('gives out neither of two keys of one id', async () => {
    expect(await world({ keys: [key('a'), key('a')] }).keys.find(header('a'))).toBeUndefined();
  });

  it('gives out no shared secret', async () => {
    const secret = { kty: 'oct', k: 'c2VjcmV0', kid: 'a' };
    await expect(world({ keys: [secret] }).keys.find(header('a', 'HS256'))).rejects.toThrow('Unsupported');
    expect(await world({ keys: [secret] }).keys.find(header('a'))).toBeUndefined();
  });

  it('fails on a private key: such a provider is broken', async () => {
    const published = { ...privateKey.export({ format: 'jwk' }), kid: 'a' };
    await expect(world({ keys: [published] }).keys.find(header('a'))).rejects.toThrow('public');
  });

  it.each([{}, { keys: 'a' }, { keys: [1] }, null, []])('fails on %j, which is no set of keys', async (document) => {
    await expect(world(document).keys.find(header('a'))).rejects.toThrow(ProviderError);
  });
});
