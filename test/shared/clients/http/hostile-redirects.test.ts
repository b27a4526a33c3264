import http, { type IncomingHttpHeaders } from 'node:http';
import net, { type AddressInfo, type LookupFunction, type Server } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Guards } from '../../../../shared/clients/http/guards.ts';
import { createTransport, guardsFor } from '../../../../shared/clients/http/transport.ts';
import type { OutboundRequest } from '../../../../shared/domain/node/outbound.ts';
import {
  CREDENTIAL_HEADERS,
  REDIRECT_CHAINS,
  REDIRECT_STATUSES,
  type RedirectStep,
} from '../../../fixtures/hostile-redirects.ts';
import { get } from './local-server.ts';
import { PUBLIC_ADDRESSES, useWire } from './wire.ts';

const wire = useWire();
const START = 'http://start.example/';

let hits = 0;
const trap = net.createServer((socket) => {
  hits += 1;
  socket.on('error', () => undefined).destroy();
});

/** What the public servers answer next, and what they were sent. */
let script: RedirectStep[] = [];
let seen: IncomingHttpHeaders[] = [];
const internet = http.createServer((request, response) => {
  seen.push(request.headers);
  const [status, location] = script.shift() ?? [200];
  // Each request comes over a connection of its own, so DNS is asked each time.
  response.setHeader('connection', 'close');
  if (location !== undefined) response.setHeader('location', location);
  response.writeHead(status).end();
});

const listen = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
beforeAll(async () => {
  await Promise.all([listen(trap), listen(internet)]);
});
afterAll(() => {
  trap.close();
  internet.close();
});
beforeEach(() => {
  hits = 0;
  seen = [];
  wire.trap = (trap.address() as AddressInfo).port;
  wire.internet = (internet.address() as AddressInfo).port;
});

const lookup: LookupFunction = (hostname, _options, callback) =>
  callback(null, [{ address: hostname.endsWith('.intern') ? '10.0.0.1' : (PUBLIC_ADDRESSES[0] ?? ''), family: 4 }]);

const GUARDS = guardsFor(new Set(), []);
const UNGUARDED: Guards = {
  ...GUARDS,
  secondOpinion: false,
  reach: { isAllowed: () => true, isDenied: () => false, refusal: () => undefined },
};

function call(steps: readonly RedirectStep[], guards: Guards, more: Partial<OutboundRequest> = {}) {
  script = [...steps];
  return get(createTransport({ guards, userAgent: 'Stepwell/1', lookup }), START, more).then(
    ({ status }): number | string => status,
    (error: { code: string }) => error.code,
  );
}

describe('chains of redirects', () => {
  it('are at least 30', () => {
    expect(new Set(REDIRECT_CHAINS.map(({ name }) => name)).size).toBeGreaterThanOrEqual(30);
  });

  it.each(REDIRECT_CHAINS)('$name: $ends', async ({ steps, ends }) => {
    expect(await call(steps, GUARDS)).toBe(ends);
    expect(hits).toBe(0);
    expect(wire.dialled.every((address) => PUBLIC_ADDRESSES.includes(address))).toBe(true);
    expect(seen.length).toBeLessThanOrEqual(4);
  });

  it.each(REDIRECT_CHAINS.filter(({ ends }) => ends === 'ADDRESS_REFUSED'))(
    '$name are followed without the guard',
    async ({ steps }) => {
      const mayBeLong = { ...UNGUARDED, limits: { ...GUARDS.limits, redirects: 10 } };
      const before = steps.length;
      const ended = await call(steps, mayBeLong);
      // The ports lead to public hosts, everything else into the trap.
      expect(hits > 0 || (ended === 200 && seen.length === before + 1)).toBe(true);
    },
  );

  it.each(REDIRECT_CHAINS.filter(({ ends }) => ends === 'TOO_MANY_REDIRECTS'))(
    '$name are followed to their end without the limit',
    async ({ steps }) => {
      await call(steps, { ...UNGUARDED, limits: { ...GUARDS.limits, redirects: 10 } });
      expect(seen.length + hits).toBe(steps.length + 1);
    },
  );
});

describe.each(REDIRECT_STATUSES)('a redirect by %i', (status) => {
  const OTHERS = [
    'http://other.example/',
    'http://start.example:8080/',
    'http://sub.start.example/',
    '//example/',
    'http://start.example./',
  ];
  const SECRET = 'sk_live_0123456789';

  it('is tried with at least 20 headers', () => {
    expect(new Set(CREDENTIAL_HEADERS.map((name) => name.toLowerCase())).size).toBeGreaterThanOrEqual(20);
  });

  it.each(CREDENTIAL_HEADERS)('takes no %s to another origin', async (name) => {
    const request = { method: 'POST', headers: { [name]: SECRET }, body: '{}' } as const;
    for (const other of OTHERS) {
      for (const steps of [
        [[status, other]],
        [
          [status, '/same'],
          [status, other],
          [status, '/there'],
        ],
        [
          [status, other],
          [status, START],
        ],
      ] as RedirectStep[][]) {
        seen = [];
        expect(await call(steps, GUARDS, request)).toBe(200);
        const crossing = steps[0]?.[1] === '/same' ? 2 : 1;
        expect(seen).toHaveLength(steps.length + 1);
        expect(JSON.stringify(seen.slice(0, crossing))).toContain(SECRET);
        expect(JSON.stringify(seen.slice(crossing))).not.toContain(SECRET);
      }
    }
  });

  it('takes all of them without the guard', async () => {
    for (const name of CREDENTIAL_HEADERS) {
      seen = [];
      await call(
        [[status, 'http://other.example/']],
        { ...GUARDS, crossesOrigins: () => true },
        { headers: { [name]: SECRET } },
      );
      expect([name, JSON.stringify(seen[1])]).toEqual([name, expect.stringContaining(SECRET)]);
    }
  });
});
