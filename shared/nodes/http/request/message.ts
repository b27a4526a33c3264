import type { NodeContext } from '../../../domain/node/node-type.ts';
import type { ConnectionUse, OutboundRequest } from '../../../domain/node/outbound.ts';
import { traceIdOf } from '../../../domain/trace/traceparent.ts';
import type { RequestConfig } from './config.ts';

/** The engine's signal ends a call at the node's own time-out, 30 s by default; this is the longest that one can be. */
const LONGEST_CALL_MS = 780_000;

/** The call that a config asks for. */
export function requestOf(config: RequestConfig, context: NodeContext): OutboundRequest {
  const content = contentOf(config);
  const headers = new Map(config.headers);
  const addUnlessGiven = (name: string, value: string) => {
    if (![...headers.keys()].some((given) => given.toLowerCase() === name.toLowerCase())) headers.set(name, value);
  };
  if (content) addUnlessGiven('Content-Type', content.type);
  // Reading twice is reading once; everything else says which attempts are one and the same call.
  if (config.method !== 'GET' && config.method !== 'HEAD') addUnlessGiven('Idempotency-Key', context.idempotencyKey);
  return {
    method: config.method,
    url: withQuery(config),
    headers: Object.fromEntries(headers),
    ...(content && { body: content.body }),
    timeoutMs: LONGEST_CALL_MS,
    signal: context.signal,
    ...(config.connection !== undefined && { connection: useOf(config.connection, context) }),
    trace: {
      correlationId: context.correlationId,
      traceId: context.traceId ?? traceIdOf(context.correlationId),
      ...(context.hops !== undefined && { hops: context.hops }),
    },
  };
}

const useOf = (name: string, context: NodeContext): ConnectionUse => ({
  name,
  tenantId: context.tenantId,
  runId: context.runId,
  nodeId: context.nodeId,
  correlationId: context.correlationId,
});

function contentOf({ body }: RequestConfig): { type: string; body: string } | undefined {
  if (body === undefined) return undefined;
  if (typeof body === 'string') return { type: 'text/plain; charset=utf-8', body };
  return { type: 'application/json', body: JSON.stringify(body) };
}

/** The query that the URL already has stays as it was written. A URL that is none is left for the client to refuse. */
function withQuery({ url, query }: RequestConfig): string {
  const parsed = query.length === 0 ? null : URL.parse(url);
  if (!parsed) return url;
  const added = new URLSearchParams(query.map(([name, value]): [string, string] => [name, value])).toString();
  parsed.search = parsed.search === '' ? added : `${parsed.search}&${added}`;
  return parsed.href;
}
