import { existsSync, readFileSync } from 'node:fs';
import { parseAllowList } from '../../../../shared/clients/http/allow-list.ts';
import { createTransport, guardsFor } from '../../../../shared/clients/http/transport.ts';

const MB = 1024 * 1024;
const STATUS = '/proc/self/status';

/** Of one call. */
export interface CallReport {
  readonly name: string | undefined;
  readonly code: string;
  readonly message: string | undefined;
  readonly ms: number;
}

/** What this process prints. */
export interface HostileReport {
  readonly calls: readonly CallReport[];
  /** The most that the process had at once, less what it had before the calls. */
  readonly peakMb: number;
}

interface Order {
  readonly urls: readonly string[];
  readonly timeoutMs: number;
  /** Instead of all the client's caps on sizes and counts. */
  readonly cap?: number;
}

const order = JSON.parse(process.argv[2] ?? '{}') as Order;
const allowed = guardsFor(parseAllowList(order.urls.map((url) => new URL(url).host)), []);
const { cap } = order;
const limits =
  cap === undefined ? allowed.limits : { redirects: 3, headerBytes: cap, bodyBytes: cap, interimResponses: cap };
const client = createTransport({ guards: { ...allowed, limits }, userAgent: 'test', lookup: undefined });

async function report(url: string): Promise<CallReport> {
  const started = performance.now();
  const { signal } = new AbortController();
  const ended = await client.request({ method: 'GET', url, headers: {}, timeoutMs: order.timeoutMs, signal }).then(
    ({ status }) => ({ name: undefined, code: String(status), message: undefined }),
    ({ name, code, message }: Error & { code: string }) => ({ name, code, message }),
  );
  return { ...ended, ms: performance.now() - started };
}

/** Linux hands `maxRSS` on to a new program, so its own account is asked where there is one. */
function mostMb(): number {
  const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(existsSync(STATUS) ? readFileSync(STATUS, 'utf8') : '') ?? [];
  return Number(kilobytes ?? process.resourceUsage().maxRSS) / 1024;
}

const before = process.memoryUsage.rss() / MB;
const calls = await Promise.all(order.urls.map(report));
const result: HostileReport = { calls, peakMb: mostMb() - before };
process.stdout.write(JSON.stringify(result), () => process.exit(0));
