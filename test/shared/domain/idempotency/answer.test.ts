import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identify, shortened, withoutSecrets } from '../../../../shared/domain/idempotency/answer.ts';

const asked = {
  key: 'key',
  method: 'POST',
  path: '/v1/api-keys',
  query: {},
  body: { name: 'x', role: 'editor' },
  principalId: undefined,
};

describe('identify', () => {
  it('names the same request alike, in whatever order its fields come', () => {
    expect(identify({ ...asked, body: { role: 'editor', name: 'x' } })).toEqual(identify(asked));
  });

  it.each([
    ['body', { body: { name: 'x', role: 'viewer' } }],
    ['path', { path: '/v1/connections' }],
    ['method', { method: 'PUT' }],
    ['query', { query: { dry: 'true' } }],
    ['body that is left out', { body: undefined }],
  ])('tells requests apart by their %s', (_what, change) => {
    const other = identify({ ...asked, ...change });
    expect(other.keyHash).toBe(identify(asked).keyHash);
    expect(other.fingerprint).not.toBe(identify(asked).fingerprint);
  });

  it('gives each person keys of their own where it is about persons', () => {
    const of = (principalId: string | undefined) => identify({ ...asked, principalId }).keyHash;
    expect(new Set([of('usr_1'), of('usr_2'), of(undefined)]).size).toBe(3);
  });

  it('has a fingerprint that nobody can check a guess of the body against who has not the key', () => {
    const other = identify({ ...asked, key: 'another' });
    expect(other.fingerprint).not.toBe(identify(asked).fingerprint);
  });
});

describe('withoutSecrets', () => {
  it('leaves out what is named, says so, and changes nothing else', () => {
    const body = fc.dictionary(
      fc.string().filter((name) => name !== 'replayed' && name !== '__proto__'),
      fc.string(),
    );
    fc.assert(
      fc.property(body, fc.string(), (fields, secret) => {
        const answer = withoutSecrets({ status: 201, body: { ...fields, key: secret } }, ['key']);
        const { key: _key, ...rest } = fields;
        expect(answer).toEqual({ status: 201, body: { ...rest, replayed: true } });
      }),
    );
  });

  it('leaves an answer as it is that has nothing of the kind', () => {
    const answer = { status: 201, body: { id: 'inv_1', mailed: true } };
    expect(withoutSecrets(answer, ['token', 'link'])).toBe(answer);
    expect(withoutSecrets({ status: 204 }, ['token'])).toEqual({ status: 204 });
  });
});

describe('shortened', () => {
  it('keeps the id and drops what is long', () => {
    const body = { id: 'wf_1', version: null, definition: { text: 'x'.repeat(2000) } };
    expect(shortened({ status: 201, headers: { etag: '"r1"' }, body })).toEqual({
      status: 201,
      headers: { etag: '"r1"' },
      body: { id: 'wf_1', version: null, replayed: true },
    });
  });
});
