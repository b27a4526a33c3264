import dns, { type LookupAddress } from 'node:dns';
import net, { type LookupFunction, type Socket } from 'node:net';
import { afterEach, beforeEach, vi } from 'vitest';

/** Addresses that these tests take for public ones. */
export const PUBLIC_ADDRESSES = ['93.184.215.14', '1.1.1.1', '8.8.8.8', '2606:4700::1111', '2a00:1450:4001:80b::200e'];

interface Wire {
  /** Port of the server that stands for the public internet; without one it cannot be reached. */
  internet: number | undefined;
  /** Port of the server that stands for every other address. */
  trap: number | undefined;
  /** Addresses that sockets were told to connect to, when all guards had been passed. */
  readonly dialled: string[];
}

interface Destination {
  host?: string;
  port?: number;
  lookup?: LookupFunction;
}

/**
 * What lies below the client: the last step of each socket of this process, which really connects, but to servers of
 * this machine. Nothing is left out above: what a socket is told to connect to has passed every guard that there is.
 */
export function useWire(): Wire {
  const wire: Wire = { internet: undefined, trap: undefined, dialled: [] };
  beforeEach(() => {
    wire.dialled.length = 0;
    const connect = net.Socket.prototype.connect;
    vi.spyOn(net.Socket.prototype, 'connect').mockImplementation(function dial(this: Socket, ...args: unknown[]) {
      const normalized = args[0] as [Destination] | Destination;
      const destination = Array.isArray(normalized) ? normalized[0] : normalized;
      const goOn = (port: number) => {
        const changed: Destination = { ...destination, host: '127.0.0.1', port };
        delete changed.lookup;
        Reflect.apply(connect, this, [Array.isArray(normalized) ? Object.assign(normalized, [changed]) : changed]);
      };
      // What is written now must wait for the connection, as it does with a real one.
      Object.assign(this, { connecting: true });
      resolve(destination)
        .then((addresses) => {
          wire.dialled.push(...addresses);
          const isPublic = addresses.every((address) => PUBLIC_ADDRESSES.includes(address));
          const port = isPublic ? wire.internet : wire.trap;
          if (port === undefined) this.destroy(Object.assign(new Error('unreachable'), { code: 'ENETUNREACH' }));
          else if (!this.destroyed) goOn(port);
        })
        .catch((error: Error) => this.destroy(error));
      return this;
    } as typeof connect);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
  return wire;
}

function resolve({ host = 'localhost', lookup = dns.lookup as LookupFunction }: Destination): Promise<string[]> {
  if (net.isIP(host) !== 0) return Promise.resolve([host]);
  return new Promise((done, fail) => {
    lookup(host, { all: true }, (error, answer) => {
      if (error) fail(error);
      else done((answer as LookupAddress[]).map(({ address }) => address));
    });
  });
}
