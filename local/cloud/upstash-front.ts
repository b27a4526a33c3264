import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Redis } from 'ioredis';
import { type Prepared, type RedisCommand, type Reply, ScriptBook } from './upstash-scripts.ts';

/** The part of a Redis connection that the front needs. */
export type RedisConnection = Pick<Redis, 'call' | 'multi'>;

interface Front {
  readonly redis: RedisConnection;
  readonly scripts: ScriptBook;
  readonly authorization: Buffer;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Arguments may be numbers or objects in the request; Redis knows strings. */
function toCommand(raw: unknown): RedisCommand {
  if (!Array.isArray(raw) || raw.length === 0) throw new TypeError('ERR failed to parse command');
  const [name = '', ...args] = raw.map((part) => (typeof part === 'string' ? part : JSON.stringify(part)));
  return [name.toUpperCase(), ...args];
}

function toCommands(raw: unknown): readonly RedisCommand[] {
  if (!Array.isArray(raw)) throw new TypeError('ERR failed to parse pipeline request');
  return raw.map(toCommand);
}

async function runOne({ redis, scripts }: Front, command: RedisCommand): Promise<Reply> {
  const prepared = scripts.prepare(command);
  if (!('run' in prepared)) return prepared;
  const [name, ...args] = prepared.run;
  try {
    return { value: await redis.call(name, ...args) };
  } catch (error) {
    return { error: messageOf(error) };
  }
}

async function runPipeline(front: Front, commands: readonly RedisCommand[]): Promise<readonly Reply[]> {
  const replies: Reply[] = [];
  for (const command of commands) replies.push(await runOne(front, command));
  return replies;
}

async function runTransaction({ redis, scripts }: Front, commands: readonly RedisCommand[]): Promise<readonly Reply[]> {
  const prepared: readonly Prepared[] = commands.map((command) => scripts.prepare(command));
  const chain = redis.multi();
  for (const item of prepared) {
    if (!('run' in item)) continue;
    const [name, ...args] = item.run;
    chain.call(name, ...args);
  }
  const results = (await chain.exec()) ?? [];
  return prepared.map((item) => {
    if (!('run' in item)) return item;
    const [error, value] = results.shift() ?? [new Error('ERR no reply')];
    return error ? { error: error.message } : { value };
  });
}

function encode(value: unknown): unknown {
  if (typeof value === 'string') return Buffer.from(value, 'utf8').toString('base64');
  return Array.isArray(value) ? value.map(encode) : value;
}

function toBody(reply: Reply, base64: boolean): Record<string, unknown> {
  if ('error' in reply) return { error: reply.error };
  const result = reply.value ?? null;
  return { result: base64 && result !== 'OK' ? encode(result) : result };
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

function isAuthorized(front: Front, request: IncomingMessage): boolean {
  const given = Buffer.from(request.headers.authorization ?? '');
  return given.length === front.authorization.length && timingSafeEqual(given, front.authorization);
}

async function answer(front: Front, request: IncomingMessage): Promise<Answer> {
  if (!isAuthorized(front, request)) return { status: 401, body: { error: 'Unauthorized' } };
  const text = await readText(request);
  const base64 = request.headers['upstash-encoding'] === 'base64';
  const path = new URL(request.url ?? '/', 'http://localhost').pathname
    .split('/')
    .filter(Boolean)
    .map(decodeURIComponent);
  if (path[0] === 'pipeline' || path[0] === 'multi-exec') {
    const run = path[0] === 'pipeline' ? runPipeline : runTransaction;
    const replies = await run(front, toCommands(JSON.parse(text)));
    return { status: 200, body: replies.map((reply) => toBody(reply, base64)) };
  }
  const command = path.length > 0 ? toCommand([...path, ...(text === '' ? [] : [text])]) : toCommand(JSON.parse(text));
  const reply = await runOne(front, command);
  return { status: 'error' in reply ? 400 : 200, body: toBody(reply, base64) };
}

/**
 * The Upstash REST protocol over a real Redis: `POST /` with a command as array, `/pipeline`, `/multi-exec`,
 * `/<command>/<argument>`, bearer authorization, `upstash-encoding: base64`.
 * Source: https://upstash.com/docs/redis/features/restapi
 */
export function createUpstashFront(redis: RedisConnection, token: string): Server {
  const front: Front = { redis, scripts: new ScriptBook(), authorization: Buffer.from(`Bearer ${token}`) };
  const server = createServer((request, response) => {
    void answer(front, request)
      .catch((error: unknown): Answer => ({ status: 400, body: { error: messageOf(error) } }))
      .then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json', 'upstash-sync-token': 'local' });
        response.end(JSON.stringify(body));
      });
  });
  // Longer than the idle time of clients' connections, so that none is closed under a request.
  server.keepAliveTimeout = 120_000;
  return server;
}
