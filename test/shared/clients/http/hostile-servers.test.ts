import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { HOSTILE_SERVERS, type HostileServer } from '../../../fixtures/hostile-servers.ts';
import type { HostileReport } from './hostile-call-process.ts';
import { clientFor, get, startRaw } from './local-server.ts';

const DEADLINE_MS = 1000;
/** What ends at the deadline may take this much longer. */
const GRACE_MS = 250;
const MOST_MB = 64;
const MOST_SENT = 64 * 1024 * 1024;
/** Instead of the caps, where they are lifted: a machine that runs tests must survive it. */
const LIFTED_BYTES = 160 * 1024 * 1024;

const PROCESS = fileURLToPath(new URL('./hostile-call-process.ts', import.meta.url));

const named = (code: HostileServer['code']) => HOSTILE_SERVERS.filter((server) => server.code === code);
const slow = named('TIMEOUT');

/** What servers got rid of, the buffers of two sockets among it. */
let sent = 0;
beforeEach(() => {
  sent = 0;
});

async function start({ answer, scheme }: HostileServer): Promise<string> {
  const server = await startRaw((socket) => {
    socket.once('close', () => {
      sent += socket.bytesWritten;
    });
    if (scheme === 'https') answer(socket);
    else socket.once('data', () => answer(socket));
  });
  return `${scheme ?? 'http'}://${server.hostAndPort}/`;
}

/** Calls in a process of their own, so that its memory is the client's alone. */
async function callAll(servers: readonly HostileServer[], timeoutMs: number, cap?: number): Promise<HostileReport> {
  const urls = await Promise.all(servers.map(start));
  const child = spawn(process.execPath, [PROCESS, JSON.stringify({ urls, timeoutMs, cap })], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [answer, complaint, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve)),
  ]);
  if (code !== 0) throw new Error(`The process ended with ${code}:\n${complaint}`);
  return JSON.parse(answer) as HostileReport;
}

const ERRORS: Readonly<Record<HostileServer['code'], object>> = {
  RESPONSE_TOO_LARGE: {
    name: 'PermanentNodeError',
    message: expect.stringMatching(/^The (body|headers) of the response exceeds? \d+ bytes\.$/),
  },
  ENCODING_UNKNOWN: { name: 'PermanentNodeError', message: expect.stringContaining('which is unknown') },
  TIMEOUT: { name: 'NodeTimeoutError', message: `There was no complete response within ${DEADLINE_MS} ms.` },
  NETWORK: {
    name: 'TransientNodeError',
    message: expect.stringMatching(/^The connection to 127\.0\.0\.1 failed \(\w+\)\.$/),
  },
};

describe('a server that', () => {
  it.each(named('RESPONSE_TOO_LARGE'))('$name is stopped at the cap', async (server) => {
    const { calls, peakMb } = await callAll([server], 5000);
    expect(calls).toMatchObject([{ code: server.code, ...ERRORS[server.code] }]);
    expect(peakMb).toBeLessThan(MOST_MB);
    expect(sent).toBeLessThan(MOST_SENT);
    expect(calls[0]?.ms).toBeLessThan(5000);
  });

  it.each(named('RESPONSE_TOO_LARGE'))('$name is noticed without the cap', async (server) => {
    const { calls, peakMb } = await callAll([server], 2000, LIFTED_BYTES);
    expect(calls[0]?.code !== server.code || peakMb > MOST_MB || sent > MOST_SENT).toBe(true);
  });

  it('makes itself understood in no way that we know is refused', async () => {
    const servers = [...named('ENCODING_UNKNOWN'), ...named('NETWORK')];
    const { calls, peakMb } = await callAll(servers, 5000);
    expect(calls).toMatchObject(servers.map(({ code }) => ({ code, ...ERRORS[code] })));
    expect(peakMb).toBeLessThan(MOST_MB);
  });

  it('takes its time is left at the deadline', { retry: 2 }, async () => {
    const { calls, peakMb } = await callAll(slow, DEADLINE_MS);
    expect(calls).toMatchObject(slow.map(({ code }) => ({ code, ...ERRORS[code] })));
    for (const { ms } of calls) {
      expect(ms).toBeGreaterThanOrEqual(DEADLINE_MS - 1);
      expect(ms).toBeLessThanOrEqual(DEADLINE_MS + GRACE_MS);
    }
    expect(peakMb).toBeLessThan(MOST_MB);
  });

  it('takes its time keeps a call that has no deadline', async () => {
    const controller = new AbortController();
    const urls = await Promise.all(slow.map(start));
    const client = clientFor([], { allow: urls.map((url) => new URL(url).host) });
    const open = new Set(urls);
    const calls = urls.map((url) =>
      get(client, url, { timeoutMs: 600_000, signal: controller.signal })
        .catch(() => undefined)
        .finally(() => open.delete(url)),
    );
    await sleep(DEADLINE_MS + GRACE_MS);
    expect(open.size).toBe(slow.length);
    controller.abort();
    await Promise.all(calls);
  });
});
