import type { SealedConnection } from '../../domain/connection/connection.ts';
import type { ConnectionStore } from '../../domain/connection/store.ts';
import type { TokenStore } from '../../domain/connection/token.ts';
import type { Clock } from '../../domain/engine/clock.ts';
import type { ConnectionUse, OutboundClient, OutboundRequest, OutboundResponse } from '../../domain/node/outbound.ts';
import type { Vault } from '../../domain/secret/vault.ts';

export interface ConnectedClientOptions {
  readonly outbound: OutboundClient;
  /** Made with the first call that names a connection. */
  readonly wire: () => Connecting | Promise<Connecting>;
  readonly clock: Clock;
}

export interface Connecting {
  readonly connections: Pick<ConnectionStore, 'findByName'>;
  readonly tokens: TokenStore;
  readonly vault: Pick<Vault, 'forTenant'>;
  /** Told of every use of credentials, before they are opened. @default nobody */
  readonly onUse?: (use: ConnectionUse, connectionId: string) => Promise<void>;
}

/** A connection that was changed goes on to be used as it was for so long. */
const CACHE_MS = 30_000;
const CAPACITY = 500;

/**
 * The outbound client for nodes that name connections. Their credentials are opened here, after every expression was
 * evaluated, and are wiped when the call has ended: no input, output, error or log of a step ever has them.
 */
export function createConnectedClient(options: ConnectedClientOptions): OutboundClient {
  let caller: Promise<Caller> | undefined;
  const loaded = (): Promise<Caller> => {
    caller ??= createCaller(options).catch((error: unknown) => {
      caller = undefined;
      throw error;
    });
    return caller;
  };
  return {
    prepare: async () => options.outbound.prepare?.(),
    async request({ connection, ...request }) {
      if (connection === undefined) return options.outbound.request(request);
      return (await loaded())(request, connection);
    },
  };
}

type Caller = (request: OutboundRequest, use: ConnectionUse) => Promise<OutboundResponse>;

/** Most workflows name no connection, so all of this is loaded with the first that does. */
async function createCaller({ outbound, wire, clock }: ConnectedClientOptions): Promise<Caller> {
  const [{ callWithConnection }, { TokenKeeper }, { connectionNotFound }, wired] = await Promise.all([
    import('./call-with-connection.ts'),
    import('./token-keeper.ts'),
    import('./failures.ts'),
    wire(),
  ]);
  const deps = { outbound, tokens: new TokenKeeper({ tokens: wired.tokens, outbound, clock }), clock };
  const find = remembering(wired.connections, clock);
  return async (request, use) => {
    const connection = await find(use);
    if (connection === undefined) throw connectionNotFound(use.name);
    await wired.onUse?.(use, connection.id);
    const secrets = wired.vault.forTenant(use.tenantId);
    try {
      return await callWithConnection({ request, connection, secrets }, deps);
    } finally {
      secrets.wipe();
    }
  };
}

/** Sealed connections by name. Those that are not there are asked for each time: somebody may be about to make them. */
function remembering(connections: Connecting['connections'], clock: Clock) {
  const known = new Map<string, { readonly connection: SealedConnection; readonly until: number }>();
  return async ({ tenantId, name }: ConnectionUse): Promise<SealedConnection | undefined> => {
    const key = JSON.stringify([tenantId, name]);
    const found = known.get(key);
    if (found !== undefined && found.until > clock.now()) return found.connection;
    known.delete(key);
    const connection = await connections.findByName(tenantId, name);
    if (connection === undefined) return undefined;
    known.set(key, { connection, until: clock.now() + CACHE_MS });
    const [oldest] = known.size > CAPACITY ? known.keys() : [];
    if (oldest !== undefined) known.delete(oldest);
    return connection;
  };
}
