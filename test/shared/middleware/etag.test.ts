import { describe, expect, it } from 'vitest';
import { type ApiResult, defineRoute } from '../../../shared/middleware/route.ts';
import { apiEvent } from '../../support/api-event.ts';
import { apiWorld, RUN, START } from '../../support/api-world.ts';

const getRun = (result: () => ApiResult) => ({
  getRun: async () => ({ route: defineRoute({ name: 'getRun', handle: result }) }),
});
const read = (result: () => ApiResult = () => ({ status: 200, body: { a: 1 } })) => {
  const { send } = apiWorld(getRun(result));
  return (seen?: string) =>
    send(apiEvent({ ...RUN, ...(seen !== undefined && { headers: { 'If-None-Match': seen } }) }));
};

describe('a read', () => {
  it('names its state, the same as long as the answer is', async () => {
    let n = 1;
    const get = read(() => ({ status: 200, body: { n } }));
    const [first, same] = [await get(), await get()];
    expect(first.headers.etag).toMatch(/^W\/"[\w-]{22}"$/);
    expect(same.headers.etag).toBe(first.headers.etag);
    expect(first.headers['cache-control']).toBe('private, no-cache');
    n = 2;
    expect((await get(String(first.headers.etag))).status).toBe(200);
  });

  it('is 304 without a body for who has seen its state', async () => {
    const get = read();
    const tag = String((await get()).headers.etag);
    for (const seen of [tag, tag.slice(2), `"x", ${tag}`, `${tag},"y"`, '*', ' * ']) {
      const answer = await get(seen);
      expect([seen, answer.status, answer.body]).toEqual([seen, 304, undefined]);
      expect(answer.headers).toMatchObject({ etag: tag, 'x-request-id': expect.any(String) });
      expect(answer.headers).not.toHaveProperty('content-type');
    }
    for (const seen of ['"x"', '', 'W/"', tag.slice(3), `"${tag}`]) expect((await get(seen)).status).toBe(200);
  });

  it('keeps the name that its route gives it', async () => {
    const get = read(() => ({ status: 200, headers: { etag: '"r7"' }, body: { changing: Math.random() } }));
    expect((await get()).headers.etag).toBe('"r7"');
    expect((await get('W/"r7"')).status).toBe(304);
  });

  it('that must not be stored has no name', async () => {
    const get = read(() => ({ status: 200, headers: { 'cache-control': 'no-store' }, body: { secret: 1 } }));
    const answer = await get('*');
    expect(answer).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
    expect(answer.headers).not.toHaveProperty('etag');
  });

  it.each([
    ['an error', { status: 404 }],
    ['a redirect', { status: 307, headers: { location: 'https://x.example' } }],
  ])('has no name when it is %s', async (_what, result) => {
    const answer = await read(() => result)('*');
    expect(answer).toMatchObject({ status: result.status, headers: { 'cache-control': 'no-store' } });
    expect(answer.headers).not.toHaveProperty('etag');
  });
});

describe('a change', () => {
  it('is never 304', async () => {
    const startRun = async () => ({
      route: defineRoute({ name: 'startRun', body: 'json', handle: () => ({ status: 200, body: {} }) }),
    });
    const answer = await apiWorld({ startRun }).send(
      apiEvent({ ...START, body: {}, headers: { 'If-None-Match': '*' } }),
    );
    expect(answer).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
    expect(answer.headers).not.toHaveProperty('etag');
  });
});
