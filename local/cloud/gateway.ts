import {
  Agent,
  createServer,
  type IncomingMessage,
  request as openRequest,
  type Server,
  type ServerResponse,
} from 'node:http';
import { Admission } from './admission.ts';
import { gatewayError, replaceError } from './envelope.ts';

/** Where the emulator serves the deployed REST API. */
export interface GatewayTarget {
  readonly host: string;
  readonly port: number;
  /** Stands before every path: API and stage. */
  readonly prefix: string;
}

/** Limits of API Gateway's REST APIs. https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
export interface GatewayLimits {
  readonly bodyBytes: number;
  readonly headerBytes: number;
  readonly milliseconds: number;
}

const AWS_LIMITS: GatewayLimits = { bodyBytes: 10 * 1024 * 1024, headerBytes: 10_240, milliseconds: 29_000 };

/** They belong to one connection, not to the message. */
const HOP_BY_HOP = new Set([
  'connection',
  'expect',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
/** Error bodies are small; a larger one is certainly a document of a function. */
const MAX_ERROR_BYTES = 64 * 1024;

export const executeApiTarget = (endpoint: string, apiId: string, stage: string): GatewayTarget => {
  const { hostname, port } = new URL(endpoint);
  return { host: hostname, port: port === '' ? 80 : Number(port), prefix: `/_aws/execute-api/${apiId}/${stage}` };
};

function forwardedHeaders(request: IncomingMessage): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined && !HOP_BY_HOP.has(name)) headers[name] = value;
  }
  if (request.headers['transfer-encoding'] !== undefined) headers['transfer-encoding'] = 'chunked';
  // The emulator takes the caller's address from here, so what the caller says of itself must not stand in it.
  headers['x-forwarded-for'] = request.socket.remoteAddress ?? '127.0.0.1';
  headers['x-forwarded-proto'] = 'http';
  return headers;
}

function refuse(response: ServerResponse, status: number): void {
  // Read to its end without keeping it: a client that still sends would otherwise never see the answer.
  response.req.unpipe();
  response.req.resume();
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const error = gatewayError(status);
  response.writeHead(error.status, { 'content-type': 'application/json' }).end(JSON.stringify(error.envelope));
}

function responseHeaders(answer: IncomingMessage): Record<string, string | string[]> {
  const entries = Object.entries(answer.headers).filter(([name]) => !HOP_BY_HOP.has(name));
  return Object.fromEntries(entries) as Record<string, string | string[]>;
}

/** Passes an answer on; an error in our envelope, whoever wrote it. */
async function pass(answer: IncomingMessage, response: ServerResponse): Promise<void> {
  const status = answer.statusCode ?? 502;
  if (status < 400) {
    response.writeHead(status, responseHeaders(answer));
    answer.pipe(response);
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const requestId = answer.headers['x-amzn-requestid'];
  const id = typeof requestId === 'string' ? requestId : undefined;
  // Nobody but a function compresses.
  const isOwn = body.length > MAX_ERROR_BYTES || answer.headers['content-encoding'] !== undefined;
  const error = isOwn ? undefined : replaceError(status, body.toString('utf8'), id);
  if (error === undefined) response.writeHead(status, responseHeaders(answer)).end(body);
  else response.writeHead(error.status, { 'content-type': 'application/json' }).end(JSON.stringify(error.envelope));
}

interface Route {
  readonly target: GatewayTarget;
  readonly agent: Agent;
  readonly limits: GatewayLimits;
  readonly admission: Admission;
}

async function admit(route: Route, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const leave = await route.admission.enter();
  if (response.destroyed) return leave();
  response.once('close', leave);
  forward(route, request, response);
}

function forward(route: Route, request: IncomingMessage, response: ServerResponse): void {
  const { target, agent, limits } = route;
  const path = `${target.prefix}${request.url ?? '/'}`;
  const { host, port } = target;
  const upstream = openRequest({ host, port, path, method: request.method, headers: forwardedHeaders(request), agent });
  let over = false;
  let timer: NodeJS.Timeout | undefined;
  const end = (status?: number): void => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    if (status !== undefined) refuse(response, status);
    upstream.destroy();
  };
  let received = 0;
  request.on('data', (chunk: Buffer) => {
    received += chunk.length;
    if (received > limits.bodyBytes) end(413);
  });
  request.once('end', () => {
    timer = setTimeout(() => end(504), limits.milliseconds);
  });
  response.once('close', () => end());
  upstream.on('error', () => end(503));
  upstream.once('response', (answer) => {
    if (over) return;
    answer.on('error', () => end(503));
    void pass(answer, response).catch(() => end(503));
  });
  request.pipe(upstream);
}

/**
 * What stands before the emulator as API Gateway stands before the functions: one address for the API, the real
 * service's limits, errors in the API's envelope.
 * @param target answers undefined as long as nothing is deployed; then every call is answered 503
 */
export function createGateway(target: () => GatewayTarget | undefined, limits: GatewayLimits = AWS_LIMITS): Server {
  // Less than the 75 s after which the emulator closes an idle connection, so that none is used in that moment.
  const agent = new Agent({ keepAlive: true, timeout: 60_000 });
  const admission = new Admission();
  const server = createServer({ maxHeaderSize: limits.headerBytes }, (request, response) => {
    const current = target();
    const length = Number(request.headers['content-length'] ?? 0);
    if (current === undefined) refuse(response, 503);
    else if (length > limits.bodyBytes) refuse(response, 413);
    else void admit({ target: current, agent, limits, admission }, request, response);
  });
  server.keepAliveTimeout = 60_000;
  server.once('close', () => agent.destroy());
  return server;
}
