import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { riskOf } from '../../../../local/demo/service/directory.ts';
import { type DemoService, startService } from '../../../../local/demo/service/service.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

interface Started {
  readonly service: DemoService;
  readonly port: number;
  ask(target: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
}

async function start(unlucky: readonly string[] = []): Promise<Started> {
  const port = await freePort();
  const service = await startService({ port, unlucky: new Set(unlucky) });
  open.push(service);
  const ask: Started['ask'] = (target, body, headers = { 'idempotency-key': 'k1' }) =>
    fetch(`http://127.0.0.1:${port}${target}`, {
      headers: { 'x-delivery': 'd1', ...headers },
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    });
  return { service, port, ask };
}

const label = { repository: 'a/b', number: 1, label: 'bug' };

describe('demo service', () => {
  it.each([
    ['/owners?repository=Codertocat%2FHello-World', 200, { repository: 'Codertocat/Hello-World', team: 'greetings' }],
    ['/owners?repository=a%2Fb', 404, { message: 'Nobody owns a/b.' }],
    ['/risk/7?repository=a%2Fb', 200, { score: riskOf('a/b', 7) }],
    ['/risk/x?repository=a%2Fb', 404, { message: 'There is nothing at /risk/x.' }],
    ['/owners', 400, { message: 'The query must name a repository.' }],
    ['/protection?repository=a%2Fb&ref=refs/heads/main&deleted=true', 200, { ref: 'refs/heads/main', protected: true }],
    ['/protection?repository=a%2Fb&ref=refs/tags/v1&deleted=false', 200, { ref: 'refs/tags/v1', protected: false }],
  ])('answers GET %s', async (target, status, body) => {
    const { ask, service } = await start();
    const response = await ask(target);
    expect([response.status, await response.json()]).toEqual([status, body]);
    expect(service.ledger.of('d1').lookups).toEqual([target]);
  });

  it('forbids deleting a tag', async () => {
    const { ask } = await start();
    expect((await ask('/protection?repository=a%2Fb&ref=refs/tags/v1&deleted=true')).status).toBe(403);
  });

  it('does an effect once, and answers a repeat alike', async () => {
    const { ask, service } = await start();
    for (let tries = 0; tries < 2; tries += 1) {
      const response = await ask('/labels', label);
      expect([response.status, await response.json()]).toEqual([201, label]);
    }
    expect(service.ledger.of('d1').effects).toEqual([{ path: '/labels', body: label }]);
    expect(service.ledger.totals(['d1'])).toEqual({ requests: 2, effects: 1, repeats: 1 });
  });

  it.each([
    ['without a key', '/labels', label, {}, 400],
    ['with a field too many', '/labels', { ...label, x: 1 }, { 'idempotency-key': 'k' }, 422],
    ['with a field too few', '/comments', { repository: 'a/b', number: 1 }, { 'idempotency-key': 'k' }, 422],
    ['to nowhere', '/nothing', label, { 'idempotency-key': 'k' }, 404],
  ])('refuses and remembers a POST %s', async (_what, target, body, headers, status) => {
    const { ask, service } = await start();
    expect((await ask(target, body, headers)).status).toBe(status);
    expect(service.ledger.of('d1')).toMatchObject({ effects: [], offences: { length: 1 } });
  });

  it('refuses a key that stands for another request', async () => {
    const { ask } = await start();
    await ask('/labels', label);
    expect((await ask('/labels', { ...label, label: 'docs' })).status).toBe(409);
  });

  it('refuses what names no delivery', async () => {
    const { port } = await start();
    expect((await fetch(`http://127.0.0.1:${port}/owners?repository=a`)).status).toBe(400);
  });

  it('stumbles once over each risk and label of an unlucky delivery', async () => {
    const { ask, service } = await start(['d1']);
    const risk = async () => (await ask('/risk/1?repository=a%2Fb')).status;
    expect([await risk(), await risk()]).toEqual([503, 200]);
    await expect(ask('/labels', label)).rejects.toThrow();
    expect((await ask('/labels', label)).status).toBe(201);
    expect(service.ledger.of('d1').effects).toHaveLength(1);
  });

  it('says so when its port is taken', async () => {
    const { port } = await start();
    const again = startService({ port, unlucky: new Set() });
    await expect(again).rejects.toThrow(`Something listens at 127.0.0.1:${port} already`);
  });
});
