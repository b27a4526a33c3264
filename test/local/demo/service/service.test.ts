import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { riskOf } from '../../../../local/demo/service/directory.ts';
import type { BadLuck } from '../../../../local/demo/service/mishaps.ts';
import { type DemoService, startService } from '../../../../local/demo/service/service.ts';
import { orderOf } from '../../../../local/demo/shop/orders.ts';
import { stockOf } from '../../../../local/demo/shop/stock.ts';

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

async function start(luck: readonly BadLuck[] = []): Promise<Started> {
  const port = await freePort();
  const service = await startService({ port, luck: new Map([['d1', luck]]) });
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
    ['/orders/A-1001', 200, orderOf('A-1001')],
    ['/orders/A-0', 404, { message: 'There is no order A-0.' }],
    ['/warehouses/cork/stock?sku=KET-17', 200, { warehouse: 'cork', sku: 'KET-17', pieces: stockOf('cork', 'KET-17') }],
    ['/warehouses/cork/stock?sku=NONE', 404, { message: 'cork does not keep NONE.' }],
    ['/warehouses/mars/stock', 404, { message: 'mars does not keep .' }],
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
    expect(service.ledger.totals(['d1'])).toMatchObject({ requests: 2, effects: 1, repeats: 1 });
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

  it('stumbles over lookups, then answers', async () => {
    const { ask, service } = await start([{ at: '/orders/', mishaps: ['unavailable', 'busy'] }]);
    const order = () => ask('/orders/A-1001');
    expect((await order()).status).toBe(503);
    const busy = await order();
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([429, '1']);
    expect(service.ledger.of('d1')).toMatchObject({ mishaps: ['unavailable', 'busy'], offences: [] });
    expect((await order()).status).toBe(200);
    expect(service.ledger.of('d1').offences).toEqual([
      expect.stringMatching(/^GET \/orders\/A-1001 came .* too early$/),
    ]);
  });

  it('stumbles over changes before they are done, or after', async () => {
    const { ask, service } = await start([{ at: '/labels', mishaps: ['unavailable', 'lost'] }]);
    expect((await ask('/labels', label)).status).toBe(503);
    expect(service.ledger.of('d1').effects).toEqual([]);
    await expect(ask('/labels', label)).rejects.toThrow();
    expect(service.ledger.of('d1').effects).toHaveLength(1);
    expect((await ask('/labels', label)).status).toBe(201);
    expect(service.ledger.totals(['d1'])).toMatchObject({ requests: 3, effects: 1, repeats: 1 });
  });

  it('says so when its port is taken', async () => {
    const { port } = await start();
    const again = startService({ port, luck: new Map() });
    await expect(again).rejects.toThrow(`Something listens at 127.0.0.1:${port} already`);
  });
});
