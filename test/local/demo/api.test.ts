import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Api } from '../../../local/demo/api.ts';
import { apiOver, type Said } from './api-over.ts';

/** Says one after the other, the last one for ever, and counts. */
function saying(...answers: readonly [Said, ...Said[]]) {
  const calls = { count: 0 };
  const next = (): Said => {
    calls.count += 1;
    return answers[calls.count - 1] ?? answers.at(-1) ?? answers[0];
  };
  return { calls, next };
}

const later: Said = { status: 429, body: {}, headers: { 'retry-after': '0' } };
const fine: Said = { body: { fine: true } };

describe('Api', () => {
  it('sends the key and reads the answer', async () => {
    const api = await apiOver(({ headers }) => ({ body: { seen: headers.authorization } }));
    expect(await api.call({ method: 'GET', path: '/v1/x' })).toEqual({ seen: 'Bearer key' });
  });

  it('waits as a 429 says, and tries again', async () => {
    const { next, calls } = saying(later, later, fine);
    const api = await apiOver(next);
    expect(await api.call({ method: 'POST', path: '/v1/x', body: {} })).toEqual({ fine: true });
    expect([calls.count, api.repeated]).toEqual([3, 0]);
  });

  it('gives up on a 429 that does not end', async () => {
    const api = await apiOver(() => later);
    await expect(api.call({ method: 'GET', path: '/v1/x' })).rejects.toThrow('GET /v1/x answered 429');
  });

  it('says what a refusal said', async () => {
    const api = await apiOver(() => ({ status: 422, body: { error: { code: 'INVALID' } } }));
    const call = api.call({ method: 'GET', path: '/v1/x' });
    const message = 'GET /v1/x answered 422: {"error":{"code":"INVALID"}}';
    await expect(call).rejects.toMatchObject({ name: 'CloudFailure', status: 422, message });
  });

  it('says so when nobody answers', async () => {
    const api = new Api({ url: 'http://127.0.0.1:1', apiKey: 'key' });
    await expect(api.call({ method: 'GET', path: '/v1/x' })).rejects.toThrow(
      'The API at http://127.0.0.1:1 does not answer.',
    );
  });

  it('reads a list page by page', async () => {
    const api = await apiOver(({ url }) =>
      url.endsWith('cursor=a%2Fb') ? { body: { items: [3] } } : { body: { items: [1, 2], nextCursor: 'a/b' } },
    );
    expect(await api.list('/v1/x')).toEqual([1, 2, 3]);
  });
});

describe('Api, when the connection fails,', () => {
  it('repeats what has a key, under the same key', async () => {
    const { next } = saying('lost', 'lost', fine);
    const keys: unknown[] = [];
    const api = await apiOver(({ headers }) => {
      keys.push(headers['idempotency-key']);
      return next();
    });
    expect(await api.call({ method: 'POST', path: '/v1/x', idempotencyKey: 'k1' })).toEqual({ fine: true });
    expect([keys, api.repeated]).toEqual([['k1', 'k1', 'k1'], 2]);
  });

  it('repeats a GET, and does not count that', async () => {
    const { next } = saying('lost', fine);
    const api = await apiOver(next);
    expect(await api.call({ method: 'GET', path: '/v1/x' })).toEqual({ fine: true });
    expect(api.repeated).toBe(0);
  });

  it('does not repeat a POST without a key', async () => {
    const { next, calls } = saying('lost', fine);
    const api = await apiOver(next);
    await expect(api.call({ method: 'POST', path: '/v1/x' })).rejects.toThrow('does not answer');
    expect(calls.count).toBe(1);
  });

  it('gives up after three connections', async () => {
    const { next, calls } = saying('lost');
    const api = await apiOver(next);
    await expect(api.call({ method: 'POST', path: '/v1/x', idempotencyKey: 'k' })).rejects.toThrow('does not answer');
    expect(calls.count).toBe(3);
  });

  it('hangs up itself when it is told to, the first time only', async () => {
    let calls = 0;
    const api = await apiOver(async () => {
      calls += 1;
      await sleep(60);
      return fine;
    });
    const request = { method: 'POST', path: '/v1/x', idempotencyKey: 'k', hangUpAfter: 20 } as const;
    expect(await api.call(request)).toEqual({ fine: true });
    expect([calls, api.repeated]).toEqual([2, 1]);
  });
});
