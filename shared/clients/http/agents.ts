import dns, { type LookupAddress } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent';
import { addressRefused } from './failures.ts';
import type { Guards } from './guards.ts';
import { IDLE_SOCKET_MS, MAX_IDLE_SOCKETS } from './limits.ts';
import type { Refusal } from './reach.ts';
import type { Target } from './target.ts';

/** Pools of connections; hosts of the allow list never share one with others. */
export interface Agents {
  /** The pool for a target. Each connection that it opens goes to an address that passed the policy. */
  for(target: Target): http.Agent;
  /** Closes what is idle. */
  dropIdle(): void;
}

/** @param resolve stands in for the system's resolver. */
export function createAgents(
  { reach, secondOpinion }: Pick<Guards, 'reach' | 'secondOpinion'>,
  resolve: LookupFunction = dns.lookup as LookupFunction,
): Agents {
  const pool = { keepAlive: true, timeout: IDLE_SOCKET_MS, maxFreeSockets: MAX_IDLE_SOCKETS };
  const checked = { ...pool, lookup: checkedLookup(resolve, (address) => reach.refusal(address, false)) };
  const open = { ...pool, lookup: checkedLookup(resolve, (address) => reach.refusal(address, true)) };
  const Http = secondOpinion ? RequestFilteringHttpAgent : http.Agent;
  const Https = secondOpinion ? RequestFilteringHttpsAgent : https.Agent;
  const agents = {
    checked: { 'http:': new Http(checked), 'https:': new Https(checked) },
    open: { 'http:': new http.Agent(open), 'https:': new https.Agent(open) },
  };
  return {
    for: ({ url, allowed }) => agents[allowed ? 'open' : 'checked'][url.protocol === 'https:' ? 'https:' : 'http:'],
    dropIdle() {
      const all = Object.values(agents).flatMap((pair): http.Agent[] => Object.values(pair));
      const idle = all.flatMap((agent) => Object.values(agent.freeSockets)).flatMap((sockets) => sockets ?? []);
      for (const socket of idle) socket.destroy();
    },
  };
}

/**
 * A resolver that fails when any address of a name is refused. Sockets connect to what it answers, so there is no
 * second resolution that could say something else.
 */
export function checkedLookup(
  resolve: LookupFunction,
  refusalOf: (address: string) => Refusal | undefined,
): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, answer) => {
      if (error) {
        callback(error, []);
        return;
      }
      const addresses = answer as LookupAddress[];
      const [first] = addresses;
      const refusal = first ? addresses.map(({ address }) => refusalOf(address)).find(Boolean) : 'private';
      if (!first || refusal) callback(addressRefused(hostname, refusal ?? 'private'), []);
      else if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
