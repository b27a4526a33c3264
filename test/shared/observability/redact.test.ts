import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../shared/domain/secret/secret.ts';
import { redact, scrub } from '../../../shared/observability/redact.ts';

const SECRET = 'hunter2-very-secret';
const NAMES = [
  'authorization',
  'Authorization',
  'apiKey',
  'api_key',
  'x-api-key',
  'token',
  'taskToken',
  'REDIS_REST_TOKEN',
  'secret',
  'clientSecret',
  'password',
  'credentials',
  'cookie',
  'set-cookie',
  'privateKey',
];

describe('redact', () => {
  it.each(NAMES)('hides the value of %s', (name) => {
    expect(redact({ [name]: SECRET })).toEqual({ [name]: '[redacted]' });
  });

  it.each(['inputTokens', 'apiKeyId', 'keyId', 'tokenCount', 'status'])('shows the value of %s', (name) => {
    expect(redact({ [name]: 'shown' })).toEqual({ [name]: 'shown' });
  });

  it('never lets a secret through, however deep it lies', () => {
    const wrap = fc.constantFrom<(inner: unknown) => unknown>(
      (inner) => ({ inner }),
      (inner) => [inner],
      (inner) => new Error('outer', { cause: inner }),
      (inner) => Object.assign(new Error('outer'), { data: inner }),
    );
    fc.assert(
      fc.property(fc.array(wrap, { maxLength: 20 }), fc.constantFrom(...NAMES), (wraps, name) => {
        const value = wraps.reduce<unknown>((inner, wrapOne) => wrapOne(inner), { [name]: SECRET });
        expect(JSON.stringify(redact({ value }))).not.toContain(SECRET);
      }),
    );
  });

  it('tells an error with its causes and without what else hangs on it', () => {
    const cause = Object.assign(new TypeError('socket hang up'), { code: 'ECONNRESET', request: { body: SECRET } });
    const error = Object.assign(new Error('call failed', { cause }), {
      $metadata: { httpStatusCode: 503, requestId: 'aws-1' },
      $response: { headers: SECRET },
    });
    expect(redact({ error })).toMatchObject({
      error: {
        name: 'Error',
        message: 'call failed',
        status: 503,
        awsRequestId: 'aws-1',
        stack: expect.stringContaining('redact.test'),
        cause: { name: 'TypeError', message: 'socket hang up', code: 'ECONNRESET' },
      },
    });
    expect(JSON.stringify(redact({ error }))).not.toContain(SECRET);
  });

  it('ends at cycles, long chains of causes and huge objects', () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    const first = new Error('0');
    let last: Error = first;
    for (let index = 1; index < 50; index += 1) last = new Error(String(index), { cause: last });
    const wide = Array.from({ length: 5000 }, (_, index) => ({ index }));
    const text = JSON.stringify(redact({ cycle, last, wide, long: 'x'.repeat(100_000) }));
    expect(text).toContain('[cut]');
    expect(text).toContain('[4900 more]');
    expect(text.length).toBeLessThan(100_000);
  });

  it('writes values that JSON has no word for', () => {
    const fields = { big: 10n, bytes: Buffer.from('abc'), map: new Map([['a', 1]]), date: new Date(0), run: () => 1 };
    expect(redact(fields)).toEqual({
      big: '10',
      bytes: '[3 bytes]',
      map: '[Map of 1]',
      date: '1970-01-01T00:00:00.000Z',
      run: undefined,
    });
  });

  it('does not alter what it is given', () => {
    const fields = { password: SECRET, nested: { token: SECRET } };
    redact(fields);
    expect(fields).toEqual({ password: SECRET, nested: { token: SECRET } });
  });
});

describe('strings and secrets', () => {
  it('are scrubbed wherever they stand, whatever their name', () => {
    const key = 'sw_0123456789abcdefXYZ';
    const cause = new Error(`for ${key}`);
    const fields = {
      note: key,
      list: [`Bearer ${key}`],
      deep: { url: `https://x/?k=${key}` },
      error: new Error(key, { cause }),
    };
    const text = JSON.stringify(redact(fields));
    expect(text).not.toContain(key);
    expect(text).toContain('https://x/?k=[redacted]');
  });

  it('of the type Secret are never written, in any place, even when their text is in no list', () => {
    const wrap = fc.constantFrom<(inner: unknown) => unknown>(
      (inner) => ({ inner }),
      (inner) => [inner],
      (inner) => new Error('outer', { cause: inner }),
    );
    fc.assert(
      fc.property(fc.array(wrap, { maxLength: 6 }), fc.constantFrom('value', 'note', 'x'), (wraps, name) => {
        const secret = new Secret(Buffer.from(SECRET));
        const value = wraps.reduce<unknown>((inner, wrapOne) => wrapOne(inner), secret);
        const text = JSON.stringify(redact({ [name]: value }));
        expect(text).not.toContain(SECRET);
        expect(text).toContain('[redacted]');
      }),
    );
  });

  it('are hidden as values of names that end like a secret, and shown as absent when they are', () => {
    expect(redact({ token: undefined, password: null, secret: '' })).toEqual({
      token: undefined,
      password: null,
      secret: '[redacted]',
    });
  });
});

describe('scrub', () => {
  it.each(['Bearer abc.def', 'sw_0123456789abcdefXYZ', 'sk-proj_0123456789abcdef'])(
    'removes %s from a text',
    (secret) => {
      expect(scrub(`401 for ${secret}, sorry`)).toMatch(/^401 for \[redacted\],? ?sorry$/);
    },
  );
});
