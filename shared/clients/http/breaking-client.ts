import { isNodeError } from '../../domain/node/errors.ts';
import type { OutboundClient, OutboundRequest, OutboundResponse } from '../../domain/node/outbound.ts';
import { CircuitOpenError, circuitOpenFailure } from '../../domain/resilience/circuit-open-error.ts';
import { type Judge, judgeError, judgeStatus } from '../../domain/resilience/judge.ts';
import type { Resilience } from '../../domain/resilience/resilience.ts';

export interface BreakingClientOptions {
  readonly outbound: OutboundClient;
  /** Whose calls they are. */
  readonly tenantId: string;
  /** Loaded with the first call. */
  readonly resilience: () => Promise<Pick<Resilience, 'call'>>;
  /** The longest that a deployment waits for a downstream, in milliseconds. @default as long as the caller */
  readonly limitOf?: (downstream: string) => number | undefined;
}

/** Nothing was sent: they tell of the request, and nothing of the host. */
const UNSENT: ReadonlySet<string> = new Set([
  'ADDRESS_REFUSED',
  'HEADER_INVALID',
  'REQUEST_TOO_LARGE',
  'TOO_MANY_HOPS',
  'URL_INVALID',
]);

const judge: Judge<OutboundResponse> = {
  result: judgeStatus,
  error: (error) => (isNodeError(error) && UNSENT.has(error.code) ? { verdict: 'aborted' } : judgeError(error)),
};

/** No name of the DNS is longer, and its port comes on top. */
const MAX_HOST_LENGTH = 260;

/**
 * The outbound client with a breaker for each host that a tenant calls, by the first URL of a call: what it redirects to
 * counts for it. Nothing is tried again here, which is for the policy of a node, and a call has the time that its caller
 * gives it.
 *
 * Beside what the client fails with, TransientNodeError `CIRCUIT_OPEN`, whose cause is the CircuitOpenError.
 */
export const createBreakingClient = ({
  outbound,
  tenantId,
  resilience,
  limitOf = () => undefined,
}: BreakingClientOptions): OutboundClient => ({
  async prepare() {
    await Promise.all([outbound.prepare?.(), resilience()]);
  },
  async request(request) {
    const host = URL.parse(request.url)?.host ?? '';
    // What is no address of a host is for the client to refuse.
    if (host === '' || host.length > MAX_HOST_LENGTH) return outbound.request(request);
    const limited = withLimit(request, limitOf(host));
    const calls = await resilience();
    try {
      return await calls.call({ tenantId, downstream: host }, () => outbound.request(limited), {
        judge,
        retry: false,
        timeoutMs: false,
      });
    } catch (error) {
      throw error instanceof CircuitOpenError ? circuitOpenFailure(error) : error;
    }
  },
});

const withLimit = (request: OutboundRequest, limitMs: number | undefined): OutboundRequest =>
  limitMs === undefined || limitMs >= request.timeoutMs ? request : { ...request, timeoutMs: limitMs };
