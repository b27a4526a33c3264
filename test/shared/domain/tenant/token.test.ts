import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { claiming, es, forged } from '../../../fixtures/bad-tokens/forge.ts';
import { curveKey } from '../../../fixtures/bad-tokens/keys.ts';
import { BAD_TOKENS } from '../../../fixtures/bad-tokens.ts';
import { MINTS, NOW, verifier } from './token-world.ts';

const { pool, provider } = MINTS;

describe('createTokenVerifier', () => {
  it('knows who a token of the pool belongs to', async () => {
    expect(await verifier()(pool.good)).toEqual({
      kind: 'verified',
      issuer: pool.claims.iss,
      subject: pool.claims.sub,
      expiresAt: (NOW + 3600) * 1000,
    });
  });

  it('knows who a token of another provider belongs to, with what it proves of them', async () => {
    const token = claiming(provider, { email: 'ada@example.com', email_verified: true, name: 'Ada Lovelace' });
    expect(await verifier()(token)).toEqual({
      kind: 'verified',
      issuer: provider.claims.iss,
      subject: 'ada',
      email: 'ada@example.com',
      name: 'Ada Lovelace',
      expiresAt: (NOW + 3600) * 1000,
    });
  });

  it('takes an elliptic signature', async () => {
    const token = forged(provider, { alg: 'ES256', kid: 'curve-1' }, {}, es(curveKey.privateKey));
    expect(await verifier()(token)).toMatchObject({ kind: 'verified', subject: 'ada' });
  });

  it.each(['JWT', 'jwt', 'at+JWT', 'application/at+jwt'])('takes the type %s', async (typ) => {
    expect(await verifier()(forged(pool, { typ }))).toMatchObject({ kind: 'verified' });
  });

  it('takes clocks that are half a minute apart', async () => {
    const early = claiming(pool, { iat: NOW + 30, nbf: NOW + 30 });
    const late = claiming(pool, { exp: NOW - 29 });
    expect(await verifier()(early)).toMatchObject({ kind: 'verified' });
    expect(await verifier()(late)).toMatchObject({ kind: 'verified' });
  });

  it.each([
    [false, undefined],
    ['false', undefined],
    [undefined, undefined],
    [true, 'ada@example.com'],
  ])('takes an address that is said to be proven: %s', async (verified, email) => {
    const answer = await verifier()(claiming(provider, { email: 'ada@example.com', email_verified: verified }));
    expect(Reflect.get(answer, 'email')).toBe(email);
  });

  it.each(['', ' ', 'a\u202eb', 'x'.repeat(201), 7, null])('leaves the name %j out', async (name) => {
    expect(await verifier()(claiming(provider, { name }))).not.toHaveProperty('name');
  });

  it('passes on that keys cannot be had: nobody has a wrong credential then', async () => {
    const down = () => Promise.reject(new Error('down'));
    const { createTokenVerifier } = await import('../../../../shared/domain/tenant/token.ts');
    const issuer = {
      issuer: String(pool.claims.iss),
      algorithms: ['RS256'],
      audience: { claim: 'aud', value: 'x' },
      keys: { find: down },
    } as const;
    const verify = createTokenVerifier({ issuers: [issuer], maxAgeHours: 24, now: () => NOW * 1000 });
    await expect(verify(pool.good)).rejects.toThrow('down');
  });

  it('never takes what is not the token to its letter', async () => {
    const verify = verifier();
    const change = fc.tuple(fc.nat(pool.good.length - 1), fc.string({ unit: 'grapheme-ascii', maxLength: 3 }));
    await fc.assert(
      fc.asyncProperty(change, async ([place, text]) => {
        const token = `${pool.good.slice(0, place)}${text}${pool.good.slice(place + 1)}`;
        const answer = await verify(token);
        expect(answer.kind).toBe(token === pool.good ? 'verified' : 'refused');
      }),
    );
  });

  it('answers anything at all without failing', async () => {
    const verify = verifier();
    const dotted = fc.array(fc.string({ unit: 'binary' }), { maxLength: 6 }).map((parts) => parts.join('.'));
    const json = fc.tuple(fc.json(), fc.json()).map(([a, b]) => [a, b, 'x'].map(encode).join('.'));
    await fc.assert(
      fc.asyncProperty(fc.oneof(dotted, json), async (token) => {
        expect((await verify(token)).kind).toBe('refused');
      }),
    );
  });
});

const encode = (text: string): string => Buffer.from(text).toString('base64url');

describe('bad tokens', () => {
  it('are at least 60, each of another name', () => {
    expect(BAD_TOKENS.length).toBeGreaterThanOrEqual(60);
    expect(new Set(BAD_TOKENS.map(({ name }) => name)).size).toBe(BAD_TOKENS.length);
  });

  it.each(BAD_TOKENS)('are refused: $name', async ({ make, reason, at = 'pool' }) => {
    expect(await verifier()(make(MINTS[at]))).toMatchObject({ kind: 'refused', reason });
  });

  it.each(BAD_TOKENS.filter(({ loosened }) => loosened))('pass without their guard: $name', async (bad) => {
    const token = bad.make(MINTS[bad.at ?? 'pool']);
    expect(await verifier(bad.loosened)(token)).toMatchObject({ kind: 'verified' });
  });

  it('count as guesses unless their issuer signed them for us', async () => {
    const proven = new Map<string, boolean>();
    for (const { make, reason, at = 'pool' } of BAD_TOKENS) {
      const answer = await verifier()(make(MINTS[at]));
      if (answer.kind === 'refused') proven.set(reason, answer.proven);
    }
    for (const reason of ['expired token', 'token is too old', 'wrong audience']) expect(proven.get(reason)).toBe(true);
    for (const reason of ['malformed token', 'wrong algorithm', 'wrong signature', 'unknown signing key']) {
      expect(proven.get(reason)).toBe(false);
    }
  });
});
