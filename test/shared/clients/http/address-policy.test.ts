import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPublicAddress, literalAddress } from '../../../../shared/clients/http/address-policy.ts';
import { parseTarget } from '../../../../shared/clients/http/target.ts';
import { guardsFor } from '../../../../shared/clients/http/transport.ts';
import { HOSTILE_ADDRESSES, HOSTILE_HOSTS } from './hostile-addresses.ts';

/** Everything that IANA lists as not global, written down once more and by another way than the library's. */
const SPECIAL_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
].map((cidr) => {
  const [base = '', bits] = cidr.split('/');
  const size = 2 ** (32 - Number(bits));
  return { first: toNumber(base), last: toNumber(base) + size - 1 };
});

function toNumber(address: string): number {
  return address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
}
const dotted = (n: number) => [24, 16, 8, 0].map((shift) => Math.floor(n / 2 ** shift) % 256).join('.');
const isSpecial = (n: number) => SPECIAL_V4.some(({ first, last }) => n >= first && n <= last);
const specialV4 = fc.constantFrom(...SPECIAL_V4).chain(({ first, last }) => fc.integer({ min: first, max: last }));
const anyV4 = fc.oneof(fc.integer({ min: 0, max: 2 ** 32 - 1 }), specialV4);
const hex = (n: number) => n.toString(16);
const { reach } = guardsFor(new Set(), []);
const refusal = (url: string): string => {
  try {
    parseTarget(url, reach);
    return 'reached';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('isPublicAddress', () => {
  it.each(HOSTILE_ADDRESSES)('refuses %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '93.184.215.14',
    '100.63.255.255',
    '100.128.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '192.167.255.255',
    '198.17.255.255',
    '198.20.0.0',
    '223.255.255.255',
    '9.255.255.255',
    '11.0.0.0',
    '2606:4700::1111',
    '2a00:1450:4001:80b::200e',
    '2600:1f18::1',
    '2400:cb00:2048:1::c629:d7a2',
    '2003::1',
    '2620:0:2d0:200::7',
    '2001:200::1',
    '2001:4860:4860::8888',
  ])('lets %s through', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it('agrees with the list of special ranges on every IPv4 address', () => {
    fc.assert(
      fc.property(anyV4, (n) => isPublicAddress(dotted(n)) === !isSpecial(n)),
      { numRuns: 2000 },
    );
  });

  it.each(SPECIAL_V4)('knows both edges of $first to $last', ({ first, last }) => {
    expect([first, last].map((n) => isPublicAddress(dotted(n)))).toEqual([false, false]);
    for (const outside of [first - 1, last + 1].filter((n) => n >= 0 && n < 2 ** 32)) {
      expect(isPublicAddress(dotted(outside))).toBe(!isSpecial(outside));
    }
  });

  it('refuses every IPv6 address outside 2000::/3', () => {
    const outside = fc.tuple(
      fc.integer({ min: 0, max: 0xffff }).filter((part) => part >> 13 !== 1),
      fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 7, maxLength: 7 }),
    );
    fc.assert(fc.property(outside, ([first, rest]) => !isPublicAddress([first, ...rest].map(hex).join(':'))));
  });

  it('refuses IPv6 addresses that carry an IPv4 address, public or not', () => {
    const carriers = (high: string, low: string) => [
      `::ffff:${high}:${low}`,
      `::${high}:${low}`,
      `::ffff:0:${high}:${low}`,
      `64:ff9b::${high}:${low}`,
      `64:ff9b:1::${high}:${low}`,
      `2002:${high}:${low}::1`,
      `2001:0:${high}:${low}::1`,
    ];
    fc.assert(
      fc.property(anyV4, (n) => {
        const all = carriers(hex(Math.floor(n / 65536)), hex(n % 65536));
        return all.every((address) => !isPublicAddress(address));
      }),
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof isPublicAddress(text) === 'boolean'));
  });
});

describe('literalAddress', () => {
  it('tells addresses from names', () => {
    expect(['[::1]', '127.0.0.1', 'example.com', 'a.1.2.3.4.nip.io', '1.2.3.4.example'].map(literalAddress)).toEqual([
      '::1',
      '127.0.0.1',
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('a URL whose host is an address', () => {
  it('is tried in at least 120 hostile forms', () => {
    expect(new Set(HOSTILE_HOSTS).size + new Set(HOSTILE_ADDRESSES).size).toBeGreaterThanOrEqual(120);
  });

  it.each(HOSTILE_HOSTS)('is refused as http://%s/', (host) => {
    expect(refusal(`http://${host}/`)).toMatch(/^(ADDRESS_REFUSED|URL_INVALID)$/);
    expect(refusal(`https://${host}:8443/x`)).toMatch(/^(ADDRESS_REFUSED|URL_INVALID)$/);
  });

  it('is refused in every spelling of every special IPv4 address', () => {
    const spellings = (n: number) => [
      dotted(n),
      `${dotted(n)}.`,
      String(n),
      `0x${hex(n)}`,
      `0${n.toString(8)}`,
      dotted(n)
        .split('.')
        .map((octet) => `0x${hex(Number(octet))}`)
        .join('.'),
      dotted(n)
        .split('.')
        .map((octet) => `0${Number(octet).toString(8)}`)
        .join('.'),
      `${Math.floor(n / 2 ** 24)}.${n % 2 ** 24}`,
      `${Math.floor(n / 2 ** 24)}.${Math.floor(n / 65536) % 256}.${n % 65536}`,
      `[::ffff:${dotted(n)}]`,
      `[::${dotted(n)}]`,
      `[64:ff9b::${dotted(n)}]`,
    ];
    fc.assert(
      fc.property(specialV4, (n) => spellings(n).every((host) => refusal(`http://${host}/`) === 'ADDRESS_REFUSED')),
    );
  });

  it('is let through in odd spellings of a public address', () => {
    expect(['0x01010101', '1.1', '[2606:4700::1111]'].map((host) => refusal(`http://${host}/`))).toEqual([
      'reached',
      'reached',
      'reached',
    ]);
  });
});
