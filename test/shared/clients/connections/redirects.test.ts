import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { callWithConnection } from '../../../../shared/clients/connections/call-with-connection.ts';
import { TokenKeeper } from '../../../../shared/clients/connections/token-keeper.ts';
import { createOutboundClient } from '../../../../shared/clients/http/outbound-client.ts';
import type { ConnectionKind } from '../../../../shared/domain/connection/connection.ts';
import type { JsonObject } from '../../../../shared/domain/json/json.ts';
import { connectionWorld, TENANT } from '../../../support/connection-world.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';
import { startHttp } from '../http/local-server.ts';

const SECRET = 'a-secret-of-the-owner';

/** Calls a service that sends the caller on to `to(other)`, and says what each of the two was asked. */
async function redirected(kind: ConnectionKind, credentials: JsonObject, to: (other: string, own: string) => string) {
  const asked = { service: [] as string[], other: [] as string[] };
  const note = (whom: keyof typeof asked, { url, rawHeaders }: IncomingMessage) =>
    asked[whom].push(`${url} ${rawHeaders.join(' ')}`);
  const other = await startHttp((request, response) => {
    note('other', request);
    response.end('there');
  });
  const service = await startHttp((request, response) => {
    note('service', request);
    const isFirst = asked.service.length === 1;
    response.writeHead(isFirst ? 302 : 200, isFirst ? { location: to(other.origin, service.origin) } : {});
    response.end();
  });
  const world = connectionWorld();
  const clock = new VirtualClock();
  const outbound = createOutboundClient({ version: '0', allow: [service.hostAndPort, other.hostAndPort] });
  const connection = await world.connect(kind, credentials);
  const request = {
    method: 'GET',
    url: `${service.origin}/first?a=1`,
    headers: {},
    timeoutMs: 5000,
    signal: new AbortController().signal,
  } as const;
  const deps = { outbound, clock, tokens: new TokenKeeper({ tokens: world.tokens, outbound, clock }) };
  await callWithConnection({ request, connection, secrets: world.vault.forTenant(TENANT) }, deps);
  return asked;
}

const KINDS: readonly (readonly [ConnectionKind, JsonObject])[] = [
  ['bearer', { token: SECRET }],
  ['header', { headers: { 'x-whatever': SECRET } }],
  ['apiKey', { apiKey: SECRET, in: 'query', name: 'key' }],
];

describe('credentials on redirects', () => {
  it.each(KINDS)('of the kind %s do not go to another origin', async (kind, credentials) => {
    for (const to of [(other: string) => `${other}/x`, (other: string) => other.replace('http:', '')]) {
      const asked = await redirected(kind, credentials, to);
      expect(asked.service[0]).toContain(SECRET);
      expect(asked.other.length).toBe(1);
      expect(asked.other[0]).not.toContain(SECRET);
    }
  });

  it('stay in their headers within an origin', async () => {
    const asked = await redirected('bearer', { token: SECRET }, () => '/second');
    expect(asked.service.length).toBe(2);
    expect(asked.service[1]).toContain(SECRET);
  });
});
