import type { LookupAddress } from 'node:dns';
import type { AddressInfo, LookupFunction } from 'node:net';
import net from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkedLookup } from '../../../../shared/clients/http/agents.ts';
import type { Guards } from '../../../../shared/clients/http/guards.ts';
import { createTransport, guardsFor } from '../../../../shared/clients/http/transport.ts';
import type { OutboundClient } from '../../../../shared/domain/node/outbound.ts';
import {
  ALLOWED_URLS,
  HOSTILE_NAMES,
  HOSTILE_PORTS,
  HOSTILE_URLS,
  UNCALLABLE_URLS,
} from '../../../fixtures/hostile-urls.ts';
import { get } from './local-server.ts';
import { PUBLIC_ADDRESSES, useWire } from './wire.ts';

const wire = useWire();

/** A real socket behind every address that must not be reached. */
let hits = 0;
const trap = net.createServer((socket) => {
  hits += 1;
  socket.on('error', () => undefined).destroy();
});
/** A real server behind every public address. */
const internet = net.createServer((socket) => {
  socket.on('error', () => undefined);
  socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
});
const portOf = (server: net.Server): number => (server.address() as AddressInfo).port;

beforeAll(async () => {
  for (const server of [trap, internet]) {
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
  }
});
afterAll(() => {
  trap.close();
  internet.close();
});
beforeEach(() => {
  hits = 0;
  wire.trap = portOf(trap);
  wire.internet = undefined;
});

const family = (address: string) => (address.includes(':') ? 6 : 4);
const answers = (...addresses: string[]): LookupAddress[] =>
  addresses.map((address) => ({ address, family: family(address) }));
const [PUBLIC = ''] = PUBLIC_ADDRESSES;

/** What DNS answers for a name whose owner wants it to lead to an address; `asked` counts from 0. */
const DNS_MODES: Readonly<Record<string, (address: string, asked: number) => LookupAddress[]>> = {
  static: (address) => answers(address),
  'mixed, private first': (address) => answers(address, PUBLIC),
  'mixed, private last': (address) => answers(PUBLIC, '2606:4700::1111', address),
  rebinding: (address, asked) => answers(asked % 2 === 0 ? PUBLIC : address),
};
const ADDRESS_OF = new Map(HOSTILE_NAMES.map(([url, address]) => [new URL(url).hostname, address]));

function lookupBy(mode: string): LookupFunction {
  const asked = new Map<string, number>();
  return (hostname, options, callback) => {
    const times = asked.get(hostname) ?? 0;
    asked.set(hostname, times + 1);
    const all = DNS_MODES[mode]?.(ADDRESS_OF.get(hostname) ?? '127.0.0.1', times) ?? [];
    if (options.all) callback(null, all);
    else callback(null, all[0]?.address ?? '', all[0]?.family);
  };
}

const GUARDS = guardsFor(new Set(), []);
/** Nothing is refused for where it leads. */
const UNGUARDED: Guards = {
  ...GUARDS,
  secondOpinion: false,
  reach: { isAllowed: () => true, isDenied: () => false, refusal: () => undefined },
};
const clientBy = (mode: string, guards = GUARDS): OutboundClient =>
  createTransport({ guards, userAgent: 'test', lookup: lookupBy(mode) });

/** Twice, for a name may lead elsewhere the second time. */
async function tryBoth(client: OutboundClient, url: string): Promise<string[]> {
  const outcomes: string[] = [];
  for (let call = 0; call < 2; call += 1) {
    const outcome = await get(client, url).then(
      ({ status }) => String(status),
      (error: { code: string }) => error.code,
    );
    outcomes.push(outcome);
  }
  return outcomes;
}

async function reached(client: OutboundClient, urls: readonly string[]): Promise<string[]> {
  const all: string[] = [];
  for (const url of urls) {
    const before = hits;
    await tryBoth(client, url);
    if (hits > before) all.push(url);
  }
  return all;
}

describe.each(Object.keys(DNS_MODES))('with %s DNS', (mode) => {
  it.each(Object.entries(HOSTILE_URLS))('%s are refused and not connected to', async (_family, urls) => {
    const client = clientBy(mode);
    for (const url of urls)
      expect([url, ...(await tryBoth(client, url))]).toEqual([url, 'ADDRESS_REFUSED', 'ADDRESS_REFUSED']);
    expect({ hits, dialled: wire.dialled }).toEqual({ hits: 0, dialled: [] });
  });

  it('names that lead to private addresses are refused and not connected to', async () => {
    const client = clientBy(mode);
    // A name that rebinds is first taken for what it says it is, and then leads nowhere but there.
    const first = mode === 'rebinding' ? 'NETWORK' : 'ADDRESS_REFUSED';
    for (const [url] of HOSTILE_NAMES) {
      expect([url, ...(await tryBoth(client, url))]).toEqual([url, first, 'ADDRESS_REFUSED']);
    }
    expect(hits).toBe(0);
    expect(new Set(wire.dialled)).toEqual(new Set(mode === 'rebinding' ? [PUBLIC] : []));
  });

  it('all of them are reached without the guards', async () => {
    const client = clientBy(mode, UNGUARDED);
    const urls = [...Object.values(HOSTILE_URLS).flat(), ...HOSTILE_NAMES.map(([url]) => url)];
    expect(await reached(client, urls)).toEqual(urls);
  });
});

describe('a client that asks DNS once to check and once to connect', () => {
  it('is led astray by a name that rebinds, and noticed', async () => {
    const lookup = lookupBy('rebinding');
    const client = createTransport({ guards: UNGUARDED, userAgent: 'test', lookup });
    const check = checkedLookup(lookup, (address) => GUARDS.reach.refusal(address, false));
    const url = 'http://rebind.test/';
    const refusal = await new Promise((resolve) => {
      check('rebind.test', { all: true }, resolve);
    });
    expect(refusal).toBeNull();
    await get(client, url).catch(() => undefined);
    expect(hits).toBe(1);
  });
});

describe('each guard alone', () => {
  const urls = [...Object.values(HOSTILE_URLS).flat(), ...HOSTILE_NAMES.map(([url]) => url)];

  it('is put to the test by at least 250 URLs with names and 250 without', () => {
    expect(new Set(Object.values(HOSTILE_URLS).flat()).size).toBeGreaterThanOrEqual(250);
    expect(new Set(HOSTILE_NAMES.map(([url]) => url)).size).toBeGreaterThanOrEqual(250);
  });

  it('holds, but for what the other one does not know', async () => {
    expect(await reached(clientBy('static', { ...GUARDS, secondOpinion: false }), urls)).toEqual([]);
    const agentsOnly = { ...UNGUARDED, secondOpinion: true, reach: { ...UNGUARDED.reach, isAllowed: () => false } };
    const left = await reached(clientBy('static', agentsOnly), urls);
    // The library takes IPv6 addresses that it has never heard of for public ones.
    expect(left.length).toBeGreaterThan(0);
    expect(left.length).toBeLessThan(urls.length / 4);
  });
});

describe('what is no URL for http', () => {
  it.each(UNCALLABLE_URLS)('is refused: %j', async (url) => {
    expect(await tryBoth(clientBy('static'), url)).toEqual(['URL_INVALID', 'URL_INVALID']);
    // Nor does the policy of addresses keep it back.
    expect(await tryBoth(clientBy('static', UNGUARDED), url)).toEqual(['URL_INVALID', 'URL_INVALID']);
    expect({ hits, dialled: wire.dialled }).toEqual({ hits: 0, dialled: [] });
  });
});

describe('a port of another protocol', () => {
  it.each(HOSTILE_PORTS)('is not connected to: %i', async (port) => {
    wire.internet = portOf(internet);
    const open = { ...GUARDS, reach: { ...GUARDS.reach, refusal: () => undefined } };
    for (const host of ['example.com', '1.1.1.1', '[2606:4700::1111]']) {
      const url = `http://${host}:${port}/`;
      expect(await tryBoth(clientBy('static', open), url)).toEqual(['ADDRESS_REFUSED', 'ADDRESS_REFUSED']);
    }
    expect(wire.dialled).toEqual([]);
    expect(await tryBoth(clientBy('rebinding', UNGUARDED), `http://1.1.1.1:${port}/`)).toEqual(['200', '200']);
  });
});

describe('what is public', () => {
  const lookup: LookupFunction = (_hostname, _options, callback) => callback(null, answers(...PUBLIC_ADDRESSES));
  const client = createTransport({ guards: GUARDS, userAgent: 'test', lookup });

  it('is at least 20 URLs', () => {
    expect(new Set(ALLOWED_URLS).size).toBeGreaterThanOrEqual(20);
  });

  it.each(ALLOWED_URLS)('is reached: %s', async (url) => {
    wire.internet = portOf(internet);
    expect(await tryBoth(client, url)).toEqual(['200', '200']);
    expect(wire.dialled.every((address) => PUBLIC_ADDRESSES.includes(address))).toBe(true);
    expect(hits).toBe(0);
  });
});
