import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import net, { type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach } from 'vitest';
import { createOutboundClient, type OutboundClientOptions } from '../../../../shared/clients/http/outbound-client.ts';
import type { OutboundClient, OutboundRequest, OutboundResponse } from '../../../../shared/domain/node/outbound.ts';

export interface LocalServer {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** For the allow list. */
  readonly hostAndPort: string;
  /** Connections that were opened so far. */
  connections(): number;
  close(): Promise<void>;
}

const running: LocalServer[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

/** An HTTP server on a free port of this machine, closed after the test. */
export const startHttp = (
  listener: (request: IncomingMessage, response: ServerResponse) => unknown,
): Promise<LocalServer> => listen(http.createServer((request, response) => void listener(request, response)));

export const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
};

/** Answers with what it was sent, as JSON. */
export const startEcho = () =>
  startHttp(async (request, response) => {
    const { method, url, headers } = request;
    response.setHeader('content-type', 'application/json');
    response.setHeader('set-cookie', ['a=1', 'b=2']);
    response.end(JSON.stringify({ method, url, headers, body: await bodyOf(request) }));
  });

/** A server that writes bytes of its own, for answers that no HTTP library would give. */
export const startRaw = (onConnection: (socket: Socket) => void): Promise<LocalServer> => {
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  return listen(server);
};

export async function listen(server: Server, scheme = 'http'): Promise<LocalServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const hostAndPort = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const local: LocalServer = {
    origin: `${scheme}://${hostAndPort}`,
    hostAndPort,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
  running.push(local);
  return local;
}

/** A client that may reach these servers and nothing else that is private. */
export const clientFor = (
  servers: readonly LocalServer[],
  options: Partial<OutboundClientOptions> = {},
): OutboundClient =>
  createOutboundClient({ version: '1.2.3', allow: servers.map((server) => server.hostAndPort), ...options });

export const get = (
  client: OutboundClient,
  url: string,
  more: Partial<OutboundRequest> = {},
): Promise<OutboundResponse> =>
  client.request({ method: 'GET', url, headers: {}, timeoutMs: 5000, signal: new AbortController().signal, ...more });

export const textOf = (response: OutboundResponse): string => new TextDecoder().decode(response.body);
