import { describe, expect, it } from 'vitest';
import { type ClientOptions, createClient } from '../../../clients/typescript/client.ts';
import { StepwellError } from '../../../clients/typescript/stepwell-error.ts';

interface Sent {
  readonly url: string;
  readonly method: string | undefined;
  readonly headers: Headers;
  readonly body: unknown;
}

const envelope = (code: string) => ({ success: false, error: { code, message: 'No.', correlationId: 'c-1' } });
const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });
const busy = (seconds: string): Response => json(503, envelope('STORE_BUSY'), { 'retry-after': seconds });

/** A client whose calls are answered so, one after the other. */
function world(answers: readonly Response[], options: Partial<ClientOptions> = {}) {
  const sent: Sent[] = [];
  const pauses: number[] = [];
  const left = [...answers];
  const client = createClient({
    baseUrl: 'https://api.example',
    token: 'sw_key',
    sleep: async (ms) => void pauses.push(ms),
    fetch: async (url, { method, headers, body }) => {
      sent.push({ url, method, headers: new Headers(headers), body });
      const answer = left.shift();
      if (answer === undefined) throw new Error('One call too many.');
      return answer;
    },
    ...options,
  });
  return { client, sent, pauses };
}

const ID = 'wf_01JGJH40000000000000000000';

describe('a call', () => {
  it('fills in the path, the query, the headers and the body', async () => {
    const { client, sent } = world([json(200, { id: ID }, { etag: '"2"' })]);
    const definition = { name: 'A', nodes: [] };
    const answer = await client.updateWorkflow({
      params: { workflowId: 'a/b' },
      headers: { 'if-match': '"1"' },
      body: definition,
    });
    expect(answer).toMatchObject({ status: 200, body: { id: ID } });
    expect(answer.headers.get('etag')).toBe('"2"');
    expect(sent[0]).toMatchObject({ url: 'https://api.example/v1/workflows/a%2Fb', method: 'PUT' });
    expect(sent[0]?.body).toBe(JSON.stringify(definition));
    expect(Object.fromEntries(sent[0]?.headers ?? [])).toEqual({
      authorization: 'Bearer sw_key',
      'content-type': 'application/json',
      'if-match': '"1"',
    });
  });

  it('sends what is asked for and nothing else', async () => {
    const { client, sent } = world([json(200, { items: [] }), json(200, {})], { token: async () => 'later' });
    await client.listWorkflows({ query: { limit: 2, cursor: 'a b' } });
    await client.getTenant();
    expect(sent.map(({ url }) => url)).toEqual([
      'https://api.example/v1/workflows?limit=2&cursor=a+b',
      'https://api.example/v1/tenant',
    ]);
    expect(Object.fromEntries(sent[1]?.headers ?? [])).toEqual({ authorization: 'Bearer later' });
  });

  it('needs no credential where there is none', async () => {
    const { client, sent } = world([json(503, { status: 'unavailable' })]);
    const anonymous = createClient({ baseUrl: 'https://api.example', fetch: async () => json(200, {}) });
    expect((await anonymous.getLive()).status).toBe(200);
    // A documented answer of this operation, not an error: it is not tried again.
    expect(await client.getReady()).toMatchObject({ status: 503, body: { status: 'unavailable' } });
    expect(sent).toHaveLength(1);
  });

  it('is refused before it is sent when a parameter is missing', async () => {
    const { client, sent } = world([]);
    await expect(client.getWorkflow({ params: { workflowId: '' } })).rejects.toThrow('workflowId');
    expect(sent).toEqual([]);
  });
});

describe('an error', () => {
  it('has what the envelope says', async () => {
    const details = [{ path: '/nodes', code: 'REQUIRED', message: 'must be there' }];
    const body = { success: false, error: { ...envelope('INVALID_DEFINITION').error, details } };
    const { client } = world([json(422, body)]);
    const error = await client.createWorkflow({ body: { name: 'A', nodes: [] } }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StepwellError);
    expect(error).toMatchObject({ status: 422, code: 'INVALID_DEFINITION', correlationId: 'c-1', details });
  });

  it('is told from an answer of something else', async () => {
    const { client } = world([
      new Response('<html>', { status: 502, headers: { 'content-type': 'application/json' } }),
    ]);
    await expect(client.getTenant()).rejects.toMatchObject({ status: 502, code: 'UNREADABLE', retryAfter: undefined });
  });
});

describe('a call that is refused for now', () => {
  it('is made again after the time that the answer names', async () => {
    const { client, sent, pauses } = world([busy('3'), json(429, envelope('THROTTLED')), json(200, {})]);
    expect((await client.getTenant()).status).toBe(200);
    expect(sent).toHaveLength(3);
    expect(pauses).toEqual([3000, 1000]);
  });

  it('bears one idempotency key in all of its tries', async () => {
    const { client, sent } = world([busy('1'), json(202, {}), json(202, {})]);
    await client.startRun({ params: { workflowId: ID } });
    await client.startRun({ params: { workflowId: ID }, idempotencyKey: 'mine' });
    const keys = sent.map(({ headers }) => headers.get('idempotency-key'));
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(keys).toEqual([keys[0], keys[0], 'mine']);
  });

  it('is not made again when it would have its effect twice', async () => {
    const { client, sent } = world([busy('1')]);
    await expect(client.cancelRun({ params: { runId: 'run_1' } })).rejects.toMatchObject({ code: 'STORE_BUSY' });
    expect(sent).toHaveLength(1);
  });

  it('is given up after so many tries, or when the wait is too long', async () => {
    const often = world([busy('1'), busy('1')], { retries: 1 });
    await expect(often.client.getTenant()).rejects.toMatchObject({ status: 503, retryAfter: 1 });
    const long = world([busy('31')]);
    await expect(long.client.getTenant()).rejects.toMatchObject({ retryAfter: 31 });
    expect(long.pauses).toEqual([]);
  });
});
