import type { ServerResponse } from 'node:http';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDenyList } from '../../../../shared/clients/http/deny-list.ts';
import { createOutboundClient } from '../../../../shared/clients/http/outbound-client.ts';
import { clientFor, get, startEcho, startHttp } from './local-server.ts';

const hosts = (entries: string[], urls: string[]) => {
  const list = parseDenyList(entries);
  return urls.filter((url) => list.hasHost(new URL(url)));
};
const addresses = (entries: string[], all: string[]) => {
  const list = parseDenyList(entries);
  return all.filter((address) => list.hasAddress(address));
};

describe('parseDenyList', () => {
  it('denies a host, whatever its port, and all names below it', () => {
    const denied = ['http://bad.test/', 'https://BAD.test:8443/', 'http://bad.test./', 'https://a.b.bad.test/'];
    const others = ['http://notbad.test/', 'http://bad.test.example/', 'http://test/'];
    expect(hosts(['Bad.test'], [...denied, ...others])).toEqual(denied);
    expect(hosts(['bad.test.'], denied)).toEqual(denied);
  });

  it('denies one port of a host, the one that a scheme implies among them', () => {
    expect(
      hosts(
        ['bad.test:443'],
        ['https://bad.test/', 'https://a.bad.test./', 'http://bad.test/', 'http://bad.test:443/'],
      ),
    ).toEqual(['https://bad.test/', 'https://a.bad.test./', 'http://bad.test:443/']);
    expect(hosts(['bad.test:80'], ['http://bad.test/', 'https://bad.test/'])).toEqual(['http://bad.test/']);
  });

  it('reads names as URLs do', () => {
    expect(hosts(['bücher.test', 'ｂad.test'], ['http://xn--bcher-kva.test/', 'http://bad.test/'])).toHaveLength(2);
  });

  it('denies addresses and ranges', () => {
    const entries = ['203.0.113.7', '52.94.0.0/16', '2600:1f00::/24', '[2606:4700::1111]'];
    const denied = ['203.0.113.7', '52.94.255.255', '2600:1fff::1', '2606:4700::1111', '::ffff:52.94.0.1'];
    expect(addresses(entries, [...denied, '203.0.113.8', '52.95.0.0', '2600:2000::1', '2606:4700::1112', 'x'])).toEqual(
      denied,
    );
    expect(addresses(['::ffff:52.94.0.0'], ['52.94.0.0'])).toEqual(['52.94.0.0']);
    expect(addresses(['0.0.0.0/0', '::/0'], denied)).toEqual(denied);
  });

  it('holds the addresses of a range and no others', () => {
    const v4 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    const dotted = (n: number) => [24, 16, 8, 0].map((shift) => Math.floor(n / 2 ** shift) % 256).join('.');
    fc.assert(
      fc.property(v4, v4, fc.integer({ min: 0, max: 32 }), (base, address, bits) => {
        const size = 2 ** (32 - bits);
        const isInside = Math.floor(base / size) === Math.floor(address / size);
        return parseDenyList([`${dotted(base)}/${bits}`]).hasAddress(dotted(address)) === isInside;
      }),
    );
  });

  it.each([
    ...[
      '',
      ' ',
      'a b',
      'http://a.test',
      'a.test/',
      'a.test:',
      ':80',
      'a.test:99999',
      'u@a.test',
      'a.test?x',
      '**',
      '*.a.test',
      '.a.test',
      'a.*',
    ],
    ...[
      '127.1',
      '0x7f.0.0.1',
      '1.2.3.4:80',
      '[::1]:80',
      '10.0.0.0/33',
      '10.0/8',
      '::/129',
      '::1/x',
      '1.1.1.1/8/8',
      'fe80::1%lo',
    ],
  ])('throws at the entry "%s"', (entry) => {
    expect(() => parseDenyList([entry])).toThrow(`'${entry}' in the list of denied hosts`);
  });
});

describe('a client with a deny list', () => {
  const answering = (address: string) =>
    ({
      lookup: (_hostname, _options, callback) => callback(null, [{ address, family: 4 }]),
    }) as Partial<Parameters<typeof createOutboundClient>[0]>;

  it('does not call what is denied although it is allowed', async () => {
    const server = await startEcho();
    await expect(get(clientFor([server], { deny: ['127.0.0.0/8'] }), server.origin)).rejects.toMatchObject({
      name: 'PermanentNodeError',
      code: 'ADDRESS_REFUSED',
      message: '127.0.0.1 is on the list of hosts that this deployment does not call.',
    });
    const port = server.hostAndPort.split(':')[1];
    const named = { ...answering('127.0.0.1'), allow: [`intern.test:${port}`] };
    const url = `http://intern.test:${port}/`;
    await expect(get(clientFor([], { ...named, deny: ['127.0.0.1'] }), url)).rejects.toMatchObject({
      code: 'ADDRESS_REFUSED',
    });
    await expect(get(clientFor([], { ...named, deny: ['intern.test'] }), url)).rejects.toMatchObject({
      code: 'ADDRESS_REFUSED',
    });
    expect(server.connections()).toBe(0);
    // Without the list the same call arrives.
    expect((await get(clientFor([], named), url)).status).toBe(200);
  });

  it('does not call public names that resolve to a denied address', async () => {
    const client = createOutboundClient({ version: '1', deny: ['93.184.0.0/16'], ...answering('93.184.215.14') });
    await expect(get(client, 'http://fine.test/')).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
  });

  it('does not follow redirects to it', async () => {
    const target = await startEcho();
    const [start, end] = [await startHttp(redirect), target].map(({ hostAndPort }) => hostAndPort.split(':')[1]);
    function redirect(_request: unknown, response: ServerResponse) {
      response.writeHead(302, { location: `http://end.test:${end}/` }).end();
    }
    const named = { ...answering('127.0.0.1'), allow: [`start.test:${start}`, `end.test:${end}`] };
    const url = `http://start.test:${start}/`;
    await expect(get(clientFor([], { ...named, deny: ['end.test'] }), url)).rejects.toMatchObject({
      code: 'ADDRESS_REFUSED',
    });
    expect(target.connections()).toBe(0);
    expect((await get(clientFor([], named), url)).status).toBe(200);
  });

  it('calls nobody when the list cannot be read, and says so before the first call', async () => {
    const server = await startEcho();
    const client = clientFor([server], { deny: ['10.0.0.0/99'] });
    await expect(client.prepare?.()).rejects.toThrow("'10.0.0.0/99'");
    await expect(get(client, server.origin)).rejects.toThrow("'10.0.0.0/99'");
    expect(server.connections()).toBe(0);
  });
});
