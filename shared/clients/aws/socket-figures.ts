/** What an agent of `node:http` or `node:https` tells of itself, by origin. */
interface Pools {
  readonly sockets?: Pool;
  readonly freeSockets?: Pool;
  readonly requests?: Pool;
}
type Pool = Readonly<Record<string, readonly unknown[] | undefined>>;

interface SdkClient {
  readonly config: { readonly requestHandler: object };
}

export interface SocketFigures {
  /** Open connections, busy or kept for the next call. */
  readonly sockets: number;
  /** Calls that wait for a connection. */
  readonly queued: number;
}

/** The connections of an SDK client. Zeros before its first call, and for a handler that keeps none. */
export function socketFigures({ config }: SdkClient): SocketFigures {
  const { httpAgent, httpsAgent } = agentsOf(config.requestHandler);
  const agents = [httpAgent, httpsAgent].filter((agent) => agent !== undefined);
  const count = (pool: (agent: Pools) => Pool | undefined): number =>
    agents.reduce((sum, agent) => sum + lengths(pool(agent)), 0);
  return {
    sockets: count(({ sockets }) => sockets) + count(({ freeSockets }) => freeSockets),
    queued: count(({ requests }) => requests),
  };
}

interface Agents {
  readonly httpAgent?: Pools;
  readonly httpsAgent?: Pools;
}

function agentsOf(handler: object): Agents {
  if (!('httpHandlerConfigs' in handler) || typeof handler.httpHandlerConfigs !== 'function') return {};
  return handler.httpHandlerConfigs() as Agents;
}

const lengths = (pool: Pool = {}): number => Object.values(pool).reduce((sum, { length } = []) => sum + length, 0);
