import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../../shared/domain/json/json.ts';
import { NodeTimeoutError } from '../../../../../shared/domain/node/errors.ts';
import { parseTraceparent, traceIdOf } from '../../../../../shared/domain/trace/traceparent.ts';
import { createHttpRequest } from '../../../../../shared/nodes/http/request/execute.ts';
import { clientFor, type LocalServer, startEcho, startHttp } from '../../../clients/http/local-server.ts';
import { nodeContext } from '../../node-context.ts';

const run = async (server: LocalServer, config: JsonObject, context = nodeContext()) =>
  createHttpRequest(clientFor([server])).execute({ method: 'GET', url: server.origin, ...config }, context);

interface Echo {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** What the server saw. */
async function seen(config: JsonObject, context = nodeContext()): Promise<Echo> {
  const outcome = await run(await startEcho(), config, context);
  if (outcome.kind !== 'ended') throw new Error('It waits.');
  return (outcome.output as unknown as { body: Echo }).body;
}

describe('http.request', () => {
  it('is an effect', () => {
    expect(createHttpRequest(clientFor([])).kind).toBe('effect');
  });

  it('gives status, headers and body', async () => {
    expect(await run(await startEcho(), {})).toEqual({
      kind: 'ended',
      output: {
        status: 200,
        headers: expect.objectContaining({ 'content-type': 'application/json', 'set-cookie': 'a=1, b=2' }),
        body: expect.objectContaining({ method: 'GET', url: '/' }),
      },
    });
  });

  it('adds the query to that of the URL', async () => {
    const server = await startEcho();
    const query = { 'a b': 'c&d', n: 1, flag: true, list: ['x', 2, null], none: null };
    const urls = [`${server.origin}/p?x=%20y#part`, `${server.origin}/p`];
    const outputs = await Promise.all(urls.map((url) => run(server, { url, query })));
    const added = 'a+b=c%26d&n=1&flag=true&list=x&list=2';
    expect(outputs).toMatchObject([
      { output: { body: { url: `/p?x=%20y&${added}` } } },
      { output: { body: { url: `/p?${added}` } } },
    ]);
    expect((await seen({ query: {} })).url).toBe('/');
  });

  it.each([
    [{ a: 1 }, '{"a":1}', 'application/json'],
    [[1], '[1]', 'application/json'],
    [5, '5', 'application/json'],
    [null, 'null', 'application/json'],
    ['<x>', '<x>', 'text/plain; charset=utf-8'],
  ])('sends the body %j', async (body, text, type) => {
    const echo = await seen({ method: 'POST', body });
    expect(echo).toMatchObject({ body: text, headers: { 'content-type': type } });
  });

  it('leaves the content type to the author', async () => {
    const headers = { 'CONTENT-TYPE': 'application/xml' };
    expect((await seen({ method: 'POST', headers, body: '<x/>' })).headers['content-type']).toBe('application/xml');
    expect((await seen({ method: 'POST' })).headers).not.toHaveProperty('content-type');
  });

  it('sends scalars as header values and leaves null out', async () => {
    const { headers } = await seen({ headers: { 'X-N': 5, 'X-B': false, 'X-Null': null } });
    expect(headers).toMatchObject({ 'x-n': '5', 'x-b': 'false' });
    expect(headers).not.toHaveProperty('x-null');
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('sends the idempotency key with %s', async (method) => {
    expect((await seen({ method })).headers).toMatchObject({
      'idempotency-key': 'run_1:node:1',
      'x-correlation-id': 'corr-1',
    });
  });

  it('sends a trace, of the run or of its correlation id, with a span of its own for each call', async () => {
    const traceIds = [undefined, '0af7651916cd43dd8448eb211c80319c'].map(async (traceId) => {
      const context = nodeContext(traceId === undefined ? {} : { traceId });
      const calls = await Promise.all([seen({}, context), seen({}, context)]);
      const sent = calls.map((call) => call.headers.traceparent ?? '');
      expect(new Set(sent).size).toBe(2);
      return sent.map((header) => parseTraceparent(header)?.traceId);
    });
    const derived = traceIdOf('corr-1');
    const given = '0af7651916cd43dd8448eb211c80319c';
    expect(await Promise.all(traceIds)).toEqual([
      [derived, derived],
      [given, given],
    ]);
  });

  it('tells how many runs have started one another', async () => {
    const sent = async (hops?: number) =>
      (await seen({}, nodeContext(hops === undefined ? {} : { hops }))).headers['x-stepwell-hop'];
    expect([await sent(), await sent(0), await sent(3), await sent(15)]).toEqual(['1', '1', '4', '16']);
    await expect(sent(16)).rejects.toMatchObject({ code: 'TOO_MANY_HOPS' });
  });

  it('leaves the trace to an author who sends one', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00';
    expect((await seen({ headers: { TraceParent: traceparent } })).headers.traceparent).toBe(traceparent);
  });

  it('sends none with GET, and leaves it to the author, but not the correlation id', async () => {
    const { headers } = await seen({});
    expect(headers).toMatchObject({ 'x-correlation-id': 'corr-1' });
    expect(headers).not.toHaveProperty('idempotency-key');
    const own = await seen({ method: 'POST', headers: { 'idempotency-KEY': 'mine', 'x-CORRELATION-id': 'my-id' } });
    expect(own.headers).toMatchObject({ 'idempotency-key': 'mine', 'x-correlation-id': 'corr-1' });
  });

  it('gives null for the body of HEAD and of 204', async () => {
    expect(await run(await startEcho(), { method: 'HEAD' })).toMatchObject({ output: { status: 200, body: null } });
    const server = await startHttp((_request, response) => response.writeHead(204).end());
    expect(await run(server, { method: 'DELETE', response: 'json' })).toMatchObject({
      output: { status: 204, body: null },
    });
  });

  it('fails at a status that is not expected', async () => {
    const server = await startHttp((_request, response) =>
      response.writeHead(429, { 'retry-after': '3' }).end('later'),
    );
    await expect(run(server, {})).rejects.toMatchObject({
      name: 'RateLimitedError',
      retryAfterMs: 3000,
      data: { status: 429, body: 'later' },
    });
    expect(await run(server, { expectStatus: [429] })).toMatchObject({ output: { status: 429, body: 'later' } });
  });

  it('ends when the engine says so, with its reason', async () => {
    const server = await startHttp(() => undefined);
    const controller = new AbortController();
    const call = run(server, {}, nodeContext({ signal: controller.signal }));
    const reason = new NodeTimeoutError('NODE_TIMED_OUT', 'x');
    setTimeout(() => controller.abort(reason), 30);
    await expect(call).rejects.toBe(reason);
  });

  it('reaches no private address', async () => {
    const server = await startEcho();
    const call = createHttpRequest(clientFor([])).execute({ method: 'GET', url: server.origin }, nodeContext());
    await expect(call).rejects.toMatchObject({ name: 'PermanentNodeError', code: 'ADDRESS_REFUSED' });
  });

  it('leaves a URL that is none to the client, query or not', async () => {
    await expect(run(await startEcho(), { url: 'shop.example', query: { a: 'b' } })).rejects.toMatchObject({
      code: 'URL_INVALID',
    });
  });

  it.each([
    [{ method: 'TRACE' }, 'method'],
    [{ method: 5 }, 'method'],
    [{ url: null }, 'url'],
    [{ url: '' }, 'url'],
    [{ headers: 'x' }, 'headers'],
    [{ headers: { 'X-A': ['b'] } }, 'headers.X-A'],
    [{ query: [] }, 'query'],
    [{ query: { a: { b: 1 } } }, 'query.a'],
    [{ query: { a: [[1]] } }, 'query.a'],
    [{ response: 'xml' }, 'response'],
    [{ response: null }, 'response'],
    [{ expectStatus: [] }, 'expectStatus'],
    [{ expectStatus: ['200'] }, 'expectStatus'],
    [{ expectStatus: 200 }, 'expectStatus'],
    [{ expectStatus: [200, 600] }, 'expectStatus'],
    [{ expectStatus: [200.5] }, 'expectStatus'],
  ] as [JsonObject, string][])('names the field that is wrong in %j', async (config, field) => {
    await expect(run(await startEcho(), config)).rejects.toMatchObject({
      name: 'PermanentNodeError',
      code: 'CONFIG_INVALID',
      message: expect.stringContaining(`${field} must be `),
      data: { field },
    });
  });
});
