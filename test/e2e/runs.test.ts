import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { apiClient } from '../support/api-client.ts';
import { type EchoService, startEchoService } from '../support/echo-service.ts';

const cloud = inject('cloud');
const api = apiClient(cloud);
const at = (path: string) => `${cloud.serviceUrl}${path}`;
let service: EchoService;

beforeAll(async () => {
  service = await startEchoService(Number(new URL(cloud.serviceUrl).port));
});
afterAll(() => service.close());

const transform = (id: string, output: unknown) => ({ id, type: 'data.transform', config: { output } });
const get = (id: string, path: string, more: object = {}) => ({
  id,
  type: 'http.request',
  config: { method: 'GET', url: at(path) },
  ...more,
});
const chain = (ids: readonly string[]) => ids.slice(1).map((to, index) => ({ from: ids[index], to }));

describe('a run', () => {
  it('joins the branches of a diamond', async () => {
    const id = await api.publish({
      name: 'diamond',
      nodes: [
        transform('a', '{{ input.n }}'),
        transform('b', '{{ nodes.a + 1 }}'),
        transform('c', '{{ nodes.a * 10 }}'),
        transform('d', { sum: '{{ nodes.b + nodes.c }}' }),
      ],
      edges: [
        { from: 'a', to: 'b' },
        { from: 'a', to: 'c' },
        { from: 'b', to: 'd' },
        { from: 'c', to: 'd' },
      ],
      output: '{{ nodes.d }}',
    });
    const { status, body } = await api.run(id, { n: 4 });
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'succeeded', output: { sum: 45 }, input: { n: 4 }, version: 1, error: null });
  });

  it.each([
    [{ n: 1 }, 'low', ['b', 'c']],
    [{ n: 15 }, 'teen', ['c', 'd']],
    [{ n: 50 }, 'adult', ['b', 'd']],
  ])('takes one way through nested choices that join, for %j', async (input, expected, skipped) => {
    const id = await api.publish({
      name: 'nested choices',
      nodes: [
        {
          id: 'first',
          type: 'flow.choice',
          config: { cases: [{ port: 'low', when: '{{ input.n < 10 }}' }], default: 'high' },
        },
        {
          id: 'second',
          type: 'flow.choice',
          config: { cases: [{ port: 'teen', when: '{{ input.n < 20 }}' }], default: 'adult' },
        },
        transform('d', 'low'),
        transform('b', 'teen'),
        transform('c', 'adult'),
        transform('join', "{{ nodes.?d.orValue(nodes.?b.orValue(nodes.?c.orValue('none'))) }}"),
      ],
      edges: [
        { from: 'first', port: 'low', to: 'd' },
        { from: 'first', port: 'high', to: 'second' },
        { from: 'second', port: 'teen', to: 'b' },
        { from: 'second', port: 'adult', to: 'c' },
        { from: 'd', to: 'join' },
        { from: 'b', to: 'join' },
        { from: 'c', to: 'join' },
      ],
      output: '{{ nodes.join }}',
    });
    const { body } = await api.run(id, input);
    expect(body).toMatchObject({ status: 'succeeded', output: expected });
    const steps = await api.call('GET', `/v1/runs/${body.id}/steps`);
    const status = new Map(
      steps.body.items.map((step: { nodeId: string; status: string }) => [step.nodeId, step.status]),
    );
    for (const node of skipped) expect(status.get(node)).toBe('skipped');
    expect(status.get('join')).toBe('succeeded');
  });

  it('runs 100 branches side by side, each with its own call', async () => {
    const ids = Array.from({ length: 100 }, (_, at) => `n${at}`);
    const id = await api.publish({
      name: 'wide',
      nodes: [
        ...ids.map((node) => get(node, `/echo/wide/${node}`)),
        transform('join', '{{ nodes.n0.body.path + nodes.n99.body.path }}'),
      ],
      edges: ids.map((from) => ({ from, to: 'join' })),
      output: '{{ nodes.join }}',
    });
    const { body } = await api.run(id);
    expect(body).toMatchObject({ status: 'succeeded', output: '/echo/wide/n0/echo/wide/n99' });
    const paths = service.calls.map((call) => call.path).filter((path) => path.startsWith('/echo/wide/'));
    expect(new Set(paths).size).toBe(100);
    expect(paths).toHaveLength(100);
  });

  it('runs a chain of 300', async () => {
    const ids = Array.from({ length: 300 }, (_, at) => `n${at}`);
    const nodes = ids.map((node, at) => transform(node, at === 0 ? 0 : `{{ nodes.n${at - 1} + 1 }}`));
    const id = await api.publish({ name: 'chain', nodes, edges: chain(ids), output: '{{ nodes.n299 }}' });
    const { body } = await api.run(id);
    expect(body).toMatchObject({ status: 'succeeded', output: 299 });
    const first = await api.call('GET', `/v1/runs/${body.id}/steps?limit=100`);
    const second = await api.call('GET', `/v1/runs/${body.id}/steps?limit=100&cursor=${first.body.nextCursor}`);
    expect(
      new Set([...first.body.items, ...second.body.items].map((step: { nodeId: string }) => step.nodeId)).size,
    ).toBe(200);
  });

  it('carries answers of 1 MB from node to node and keeps them out of lists', async () => {
    const id = await api.publish({
      name: 'large',
      nodes: [get('big', '/big/1000000'), transform('size', '{{ size(nodes.big.body) }}')],
      edges: chain(['big', 'size']),
      output: { size: '{{ nodes.size }}' },
    });
    const { body } = await api.run(id);
    expect(body).toMatchObject({ status: 'succeeded', output: { size: 999_998 } });
    const { body: steps } = await api.call('GET', `/v1/runs/${body.id}/steps`);
    const big = steps.items.find((step: { nodeId: string }) => step.nodeId === 'big');
    expect(big.output).toMatchObject({ ref: expect.any(String), size: expect.any(Number) });
    const whole = await api.call('GET', `/v1/runs/${body.id}/steps/big`);
    expect(whole.body.output.body).toHaveLength(999_998);
  });

  it("tries again what may pass, under one idempotency key and the caller's correlation id", async () => {
    const name = `flaky-${Date.now()}`;
    const id = await api.publish({
      name: 'flaky',
      nodes: [
        {
          id: 'post',
          type: 'http.request',
          config: { method: 'POST', url: at(`/flaky/${name}/2`), body: { a: 1 } },
          retry: { maxAttempts: 4, intervalSeconds: 0.1 },
        },
      ],
      output: '{{ nodes.post.body.attempt }}',
    });
    const { body } = await api.run(id, {}, { 'x-correlation-id': `corr-${name}` });
    expect(body).toMatchObject({ status: 'succeeded', output: 3, correlationId: `corr-${name}` });
    const calls = service.calls.filter((call) => call.path === `/flaky/${name}/2`);
    expect(calls).toHaveLength(3);
    expect(new Set(calls.map((call) => call.headers['idempotency-key'])).size).toBe(1);
    expect(calls.every((call) => call.headers['x-correlation-id'] === `corr-${name}`)).toBe(true);
    const step = await api.call('GET', `/v1/runs/${body.id}/steps/post`);
    expect(step.body).toMatchObject({ status: 'succeeded', attempts: 3, input: { method: 'POST', body: { a: 1 } } });
  });

  it('fails by the node that failed, with its cause', async () => {
    const id = await api.publish({
      name: 'refused',
      nodes: [get('gone', '/status/404'), transform('after', 1)],
      edges: chain(['gone', 'after']),
    });
    const { body } = await api.run(id);
    expect(body).toMatchObject({
      status: 'failed',
      error: { nodeId: 'gone', name: 'PermanentNodeError', code: 'HTTP_STATUS', data: { status: 404 } },
    });
  });

  it('ends a call that hangs at its time-out', async () => {
    const id = await api.publish({ name: 'hang', nodes: [get('hang', '/hang', { timeoutSeconds: 1 })] });
    const { body } = await api.run(id);
    expect(body).toMatchObject({ status: 'failed', error: { name: 'NodeTimeoutError', nodeId: 'hang' } });
  });

  it('takes the error port, or goes on, when the definition says so', async () => {
    const id = await api.publish({
      name: 'handled',
      nodes: [
        get('a', '/status/500'),
        transform('rescue', '{{ nodes.a.error.code }}'),
        get('b', '/status/400', { onError: 'continue' }),
        transform('after', '{{ nodes.b.error.data.status }}'),
      ],
      edges: [
        { from: 'a', port: 'error', to: 'rescue' },
        { from: 'b', to: 'after' },
      ],
      output: ['{{ nodes.rescue }}', '{{ nodes.after }}'],
    });
    const { body } = await api.run(id);
    expect(body).toMatchObject({ status: 'succeeded', output: ['HTTP_STATUS', 400] });
  });

  it('reaches no private address that is not allowed', async () => {
    const urls = ['http://127.0.0.1:1/', 'http://[::ffff:169.254.169.254]/latest/meta-data', 'http://0x7f000001/'];
    const nodes = urls.map((url, index) => ({
      id: `n${index}`,
      type: 'http.request',
      config: { method: 'GET', url },
      onError: 'continue',
    }));
    const id = await api.publish({
      name: 'private',
      nodes,
      output: urls.map((_, index) => `{{ nodes.n${index}.error.code }}`),
    });
    const { body } = await api.run(id);
    expect(body.output).toEqual(['ADDRESS_REFUSED', 'ADDRESS_REFUSED', 'ADDRESS_REFUSED']);
  });

  it('parks through a long wait, shows that it waits, and wakes', async () => {
    const id = await api.publish({
      name: 'wait',
      nodes: [{ id: 'wait', type: 'flow.delay', config: { seconds: 8 } }],
      output: '{{ nodes.wait.resumedAt }}',
    });
    const started = await api.call('POST', `/v1/workflows/${id}/runs?wait=3`, { body: {} });
    expect(started.status).toBe(202);
    expect(started.body.status).toBe('waiting');
    const { body } = await api.ended(started.body.id, 40_000);
    expect(body.status).toBe('succeeded');
    expect(Date.parse(body.endedAt) - Date.parse(body.startedAt)).toBeGreaterThanOrEqual(8000);
  });

  it('is timed out at the deadline of its definition', async () => {
    const id = await api.publish({
      name: 'late',
      timeoutSeconds: 2,
      nodes: [{ id: 'wait', type: 'flow.delay', config: { seconds: 3600 } }],
    });
    const { body } = await api.run(id);
    expect(body).toMatchObject({ status: 'timed_out', error: { code: 'RUN_TIMED_OUT' } });
  });

  it('keeps hostile strings as they are, and never evaluates what came from outside', async () => {
    const hostile = [
      '{{ 7 * 7 }}',
      '"}}{{"',
      '\u0000\u202e',
      '$\u007bjndi:ldap://x}',
      '__proto__',
      '</script>',
      '\ud83d\ude00'.repeat(50),
    ];
    const id = await api.publish({
      name: 'hostile',
      nodes: [transform('a', '{{ input.items }}'), transform('b', ['{{ nodes.a[0] }} and {{ nodes.a[1] }}'])],
      edges: chain(['a', 'b']),
      output: { items: '{{ nodes.a }}', joined: '{{ nodes.b[0] }}' },
    });
    const { body } = await api.run(id, { items: hostile });
    expect(body).toMatchObject({ status: 'succeeded', output: { items: hostile, joined: '{{ 7 * 7 }} and "}}{{"' } });
  });
});
