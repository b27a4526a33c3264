import type { LookupFunction } from 'node:net';
import type { OutboundClient } from '../../domain/node/outbound.ts';
import { parseAllowList } from './allow-list.ts';

export interface OutboundClientOptions {
  /** Of Stepwell; receivers see it in `User-Agent`. */
  readonly version: string;
  /**
   * `host:port` entries that are reached although their addresses are private. Local stage only.
   * @default none
   */
  readonly allow?: readonly string[];
  /**
   * What is not called although it is public: `host` and `host:port` (either with all names below), an address, or a
   * range such as `203.0.113.0/24`. Stronger than `allow`.
   * @default none
   */
  readonly deny?: readonly string[];
  /**
   * Resolves names; what it answers is checked all the same.
   * @default the system's resolver
   */
  readonly lookup?: LookupFunction;
}

/**
 * The one way out of the process for nodes. Create one per process: it keeps connections alive. Whatever the URL, DNS
 * and redirects say, it connects to public addresses only, and every size and the whole time are bounded.
 *
 * @throws Error when an entry of `allow` is not of the form `host:port`. Entries of `deny` are read with the rest, at the
 * first call or `prepare()`, which fail when one cannot be read.
 * @example
 * const outbound = createOutboundClient({ version: '1.0.0' });
 * const { status } = await outbound.request({
 *   method: 'GET',
 *   url: 'https://example.com/',
 *   headers: {},
 *   timeoutMs: 10_000,
 *   signal: new AbortController().signal,
 * });
 */
export function createOutboundClient(options: OutboundClientOptions): OutboundClient {
  const allow = parseAllowList(options.allow ?? []);
  let transport: Promise<OutboundClient> | undefined;
  const load = async () => {
    const { createTransport, guardsFor } = await import('./transport.ts');
    const guards = guardsFor(allow, options.deny ?? []);
    return createTransport({ guards, userAgent: `Stepwell/${options.version}`, lookup: options.lookup });
  };
  const loaded = () => {
    transport ??= load().catch((error: unknown) => {
      transport = undefined;
      throw error;
    });
    return transport;
  };
  return {
    async prepare() {
      await loaded();
    },
    request: async (request) => (await loaded()).request(request),
  };
}
