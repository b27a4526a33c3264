import dns, { type LookupAddress } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent';
import { isPublicAddress } from './address-policy.ts';
import { addressRefused } from './failures.ts';
import { IDLE_SOCKET_MS, MAX_IDLE_SOCKETS } from './limits.ts';
import type { Target } from './target.ts';

/** Pools of connections; a checked and an unchecked one never share a connection. */
export interface Agents {
  /** The pool for a target. Each connection that it opens goes to an address that passed the policy. */
  for(target: Target): http.Agent;
  /** Closes what is idle. */
  dropIdle(): void;
}

/** @param resolve stands in for the system's resolver. */
export function createAgents(resolve: LookupFunction = dns.lookup as LookupFunction): Agents {
  const pool = { keepAlive: true, timeout: IDLE_SOCKET_MS, maxFreeSockets: MAX_IDLE_SOCKETS };
  const checked = { ...pool, lookup: checkedLookup(resolve) };
  const open = { ...pool, lookup: resolve };
  const agents = {
    checked: { 'http:': new RequestFilteringHttpAgent(checked), 'https:': new RequestFilteringHttpsAgent(checked) },
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
 * A resolver that fails when any address of a name is not public. Sockets connect to what it answers, so there is no
 * second resolution that could say something else.
 */
export function checkedLookup(resolve: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, answer) => {
      if (error) {
        callback(error, []);
        return;
      }
      const addresses = answer as LookupAddress[];
      const [first] = addresses;
      if (!first || !addresses.every(({ address }) => isPublicAddress(address))) callback(addressRefused(hostname), []);
      else if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
