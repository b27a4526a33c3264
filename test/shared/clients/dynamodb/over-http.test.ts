import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { httpOptions, MAX_ATTEMPTS } from '../../../../shared/clients/aws/http-options.ts';
import { startInvocation } from '../../../../shared/clients/aws/time-limit.ts';
import { Table } from '../../../../shared/clients/dynamodb/table.ts';
import { FakeLog } from '../../../support/fake-log.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const closers: (() => void)[] = [];
afterEach(() => {
  startInvocation(Number.POSITIVE_INFINITY);
  for (const close of closers.splice(0)) close();
});

/** A table behind a server that speaks as much of the protocol as a test says. */
async function world(handler: Handler, requestMs?: number, maxAttempts = MAX_ATTEMPTS) {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => handler(request, response, Buffer.concat(parts).toString()));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts,
    requestHandler: httpOptions(requestMs),
  });
  closers.push(() => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  });
  return new Table({ client, tableName: 'table', log: new FakeLog() });
}

const KEY = { pk: 'TENANT#a#', sk: 'x' };
const HANG: Handler = () => {};

async function timed(work: Promise<unknown>): Promise<readonly [error: Error, ms: number]> {
  const start = performance.now();
  const error = await work.then(
    () => new Error('It ended well.'),
    (reason: Error) => reason,
  );
  return [error, performance.now() - start];
}

describe('a call over the network', () => {
  it('fails when each of its attempts has waited for its time', async () => {
    const table = await world(HANG, 150, 2);
    const [error, ms] = await timed(table.get(KEY));
    expect(error.name).toBe('TimeoutError');
    expect(ms).toBeGreaterThan(290);
    expect(ms).toBeLessThan(1500);
  });

  it('fails when the answer begins and then stalls', async () => {
    const stall: Handler = (_request, response) => void response.writeHead(200, { 'content-length': 100 }).write('{');
    const table = await world(stall, 150, 1);
    const [error, ms] = await timed(table.get(KEY));
    expect(error.message).not.toBe('It ended well.');
    expect(ms).toBeLessThan(1500);
  });

  it('ends with the invocation, whatever the client would wait', async () => {
    const table = await world(HANG);
    startInvocation(200);
    const [error, ms] = await timed(table.get(KEY));
    expect(error).toMatchObject({
      name: 'TimeoutError',
      message: expect.stringMatching(/^get: no answer in the \d+ ms/),
    });
    expect(ms).toBeGreaterThan(180);
    expect(ms).toBeLessThan(600);
    const [again, none] = await timed(table.put({ item: KEY }));
    expect(again.name).toBe('TimeoutError');
    expect(none).toBeLessThan(50);
  });

  it('ends with the invocation also between two attempts', async () => {
    const table = await world((_request, response) => response.writeHead(500).end('{}'), undefined, 50);
    startInvocation(300);
    const [error, ms] = await timed(table.get(KEY));
    expect(error.name).toBe('TimeoutError');
    expect(ms).toBeLessThan(600);
  });

  it('counts the attempts of the SDK, and the connections', async () => {
    let calls = 0;
    const table = await world((_request, response) => {
      calls += 1;
      response.writeHead(calls === 1 ? 500 : 200).end('{}');
    });
    expect(table.figures()).toMatchObject({ sockets: 0, queued: 0 });
    await table.get(KEY);
    expect(table.figures()).toEqual({ requests: 1, errors: 0, retries: 1, slow: 0, sockets: 1, queued: 0 });
  });

  it('counts calls that wait for a connection', async () => {
    const waiting: ServerResponse[] = [];
    const table = await world((_request, response) => void waiting.push(response));
    const calls = Array.from({ length: 60 }, () => table.get(KEY));
    const settled = Promise.allSettled(calls);
    while (waiting.length < 50) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(table.figures()).toMatchObject({ sockets: 50, queued: 10 });
    closers.pop()?.();
    await settled;
  });

  it('sends again what a batch has left, and nothing else', async () => {
    const bodies: { RequestItems: { table: object[] } }[] = [];
    const table = await world((request, response, body) => {
      expect(request.headers['x-amz-target']).toBe('DynamoDB_20120810.BatchWriteItem');
      bodies.push(JSON.parse(body));
      const [, second] = bodies[0]?.RequestItems.table ?? [];
      response.end(JSON.stringify({ UnprocessedItems: bodies.length === 1 ? { table: [second] } : {} }));
    });
    await table.batchWrite([{ put: { ...KEY, n: 1 } }, { put: { ...KEY, sk: 'y', n: 2 } }]);
    expect(bodies.map(({ RequestItems }) => RequestItems.table.length)).toEqual([2, 1]);
    expect(bodies[1]?.RequestItems.table).toEqual([bodies[0]?.RequestItems.table[1]]);
  });

  it('sends a transaction that collides again, as the same one', async () => {
    const tokens: string[] = [];
    const table = await world((_request, response, body) => {
      tokens.push(JSON.parse(body).ClientRequestToken);
      if (tokens.length === 3) return void response.end('{}');
      const reasons = [{ Code: 'None' }, { Code: 'TransactionConflict' }];
      const __type = 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException';
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify({ __type, Message: 'Transaction cancelled', CancellationReasons: reasons }));
    });
    await table.transactWrite([{ put: { item: KEY } }, { delete: { key: { ...KEY, sk: 'y' } } }]);
    expect(tokens).toHaveLength(3);
    expect(new Set(tokens).size).toBe(1);
    expect(table.figures()).toMatchObject({ requests: 1, retries: 2, errors: 0 });
  });
});
