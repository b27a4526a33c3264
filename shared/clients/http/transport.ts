import type { LookupFunction } from 'node:net';
import { PermanentNodeError } from '../../domain/node/errors.ts';
import type { OutboundClient, OutboundResponse } from '../../domain/node/outbound.ts';
import { type Agents, createAgents } from './agents.ts';
import { readBody } from './body.ts';
import { startDeadline } from './deadline.ts';
import { parseDenyList } from './deny-list.ts';
import { networkFailure } from './failures.ts';
import { firstHop } from './first-hop.ts';
import { createGuards, type Guards } from './guards.ts';
import { IDLE_SOCKET_MS } from './limits.ts';
import { createReach } from './reach.ts';
import { type Hop, nextHop } from './redirect.ts';
import { readHeaders } from './response-headers.ts';
import { send } from './send.ts';

/**
 * @param allow canonical `host:port` entries
 * @param deny entries of parseDenyList
 * @throws Error when an entry of `deny` cannot be read
 */
export const guardsFor = (allow: ReadonlySet<string>, deny: readonly string[]): Guards =>
  createGuards(createReach(allow, parseDenyList(deny)));

export interface TransportOptions {
  readonly guards: Guards;
  readonly userAgent: string;
  readonly lookup: LookupFunction | undefined;
}

/** The working part of the outbound client, in a module of its own so that Node's network modules load at the first call. */
export function createTransport({ guards, userAgent, lookup }: TransportOptions): OutboundClient {
  const agents = createAgents(guards, lookup);
  let lastUsed = 0;
  return {
    async request(request) {
      const first = firstHop(request, guards.reach, userAgent);
      // A function that was frozen between invocations has slept through the timers that close idle connections.
      if (Date.now() - lastUsed > IDLE_SOCKET_MS) agents.dropIdle();
      const deadline = startDeadline(request.timeoutMs, request.signal);
      const limit = Math.min(request.maxResponseBytes ?? Number.POSITIVE_INFINITY, guards.limits.bodyBytes);
      try {
        return await follow(first, { agents, guards, signal: deadline.signal, limit });
      } catch (error) {
        throw deadline.signal.aborted ? deadline.signal.reason : error;
      } finally {
        deadline.stop();
        lastUsed = Date.now();
      }
    },
  };
}

interface Call {
  readonly agents: Agents;
  readonly guards: Guards;
  readonly signal: AbortSignal;
  readonly limit: number;
}

async function follow(first: Hop, call: Call): Promise<OutboundResponse> {
  let hop = first;
  const most = call.guards.limits.redirects;
  for (let redirects = 0; redirects <= most; redirects += 1) {
    const answer = await exchange(hop, call);
    if ('status' in answer) return answer;
    hop = answer;
  }
  throw new PermanentNodeError('TOO_MANY_REDIRECTS', `${first.url.hostname} redirects more than ${most} times.`);
}

/** @returns the response, or where it sends us */
async function exchange(hop: Hop, { agents, guards, signal, limit }: Call): Promise<OutboundResponse | Hop> {
  try {
    const response = await send(hop, { agent: agents.for(hop), signal, limits: guards.limits });
    try {
      const status = response.statusCode ?? 0;
      const next = nextHop(hop, { status, location: response.headers.location }, guards);
      if (next) return next;
      return { status, headers: readHeaders(response.rawHeaders), body: await readBody(response, limit) };
    } finally {
      // The rest of a body that nobody wants could be endless: the connection is worth less.
      if (!response.readableEnded) response.destroy();
    }
  } catch (error) {
    throw networkFailure(error, hop.url.hostname);
  }
}
