import middy from '@middy/core';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { Hono } from 'hono';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import type { Principal } from '../../shared/domain/tenant/tenant.ts';
import { acceptBody, admitCaller, envelopeOf, headersOf, type Ids, logRequest, makeIds } from './steps.ts';
import { type Handler, makeLimiter, makeLogger, started } from './work.ts';

/** Middy around nothing: what the core of the chain costs by itself. It does none of the work. */
export const bareMiddy = (): Handler =>
  middy<APIGatewayProxyEvent>().handler(async () => ({ statusCode: 202, headers: {}, body: '' })) as unknown as Handler;

interface HonoParts {
  Bindings: { readonly event: LambdaEvent };
  Variables: { ids: Ids; caller: Principal };
}

/** Hono with its adapter for Lambda, one middleware for each concern. */
export function honoApp(): Handler {
  const limiter = makeLimiter();
  const logger = makeLogger();
  const app = new Hono<HonoParts>();
  app.use(async (c, next) => {
    const ids = makeIds(c.req.header('x-request-id'), c.req.header('x-correlation-id'));
    c.set('ids', ids);
    for (const [name, value] of Object.entries(headersOf(ids))) c.header(name, value);
    await next();
    const bytes = Number(c.res.headers.get('content-length') ?? 0);
    logRequest(logger, ids, { path: c.req.path, status: c.res.status, bytes, caller: c.get('caller') });
  });
  app.use(async (c, next) => {
    const authorizer: unknown = Reflect.get(c.env.event.requestContext, 'authorizer');
    const { caller, headers } = await admitCaller(authorizer, limiter);
    c.set('caller', caller);
    for (const [name, value] of Object.entries(headers)) c.header(name, value);
    await next();
  });
  app.post('/v1/workflows/:workflowId/runs', async (c) => {
    const body = acceptBody(await c.req.json());
    return c.json(started(c.req.param('workflowId'), body), 202);
  });
  app.onError((error, c) => {
    const { status, body } = envelopeOf(error, c.get('ids'));
    return c.json(body, status as 500);
  });
  return handle(app) as unknown as Handler;
}

/** Fastify by `inject`, which is what its adapters for Lambda do, one hook for each concern. */
export async function fastifyApp(): Promise<Handler> {
  const limiter = makeLimiter();
  const logger = makeLogger();
  const app = fastify({ logger: false });
  // One request at a time, as in a container: its event need not travel through headers.
  let event: APIGatewayProxyEvent | undefined;
  const states = new WeakMap<FastifyRequest, { ids: Ids; caller?: Principal }>();
  const idsOf = (request: FastifyRequest): Ids => states.get(request)?.ids ?? makeIds(undefined, undefined);
  app.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    const header = (name: string) => String(request.headers[name] ?? '') || undefined;
    const ids = makeIds(header('x-request-id'), header('x-correlation-id'));
    states.set(request, { ids });
    reply.headers(headersOf(ids));
    const { caller, headers } = await admitCaller(event?.requestContext.authorizer, limiter);
    states.set(request, { ids, caller });
    reply.headers(headers);
  });
  app.addHook('onSend', async (request: FastifyRequest, reply: FastifyReply, payload) => {
    const bytes = Buffer.byteLength(String(payload));
    const { caller } = states.get(request) ?? {};
    logRequest(logger, idsOf(request), { path: request.url, status: reply.statusCode, bytes, caller });
    return payload;
  });
  app.post<{ Params: { workflowId: string } }>('/v1/workflows/:workflowId/runs', async (request, reply) => {
    reply.code(202);
    return started(request.params.workflowId, acceptBody(request.body));
  });
  app.setErrorHandler(async (error, request, reply) => {
    const { status, body } = envelopeOf(error, idsOf(request));
    return reply.code(status).send(body);
  });
  await app.ready();
  return async (incoming) => {
    event = incoming;
    const { httpMethod, path, headers, body } = incoming;
    const sent = { method: httpMethod as 'POST', url: path, headers: headers as Record<string, string> };
    const answer = await app.inject({ ...sent, payload: body ?? '' });
    return {
      statusCode: answer.statusCode,
      headers: answer.headers as Record<string, string>,
      body: answer.payload,
    };
  };
}
