import * as fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { clientNetwork } from '../../../../shared/domain/limit/client-network.ts';

const NETWORK_BYTES = 8;

describe('the network of a client', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001-db8-1-2-64'],
    ['2001:DB8:1:2::9', '2001-db8-1-2-64'],
    ['2001:db8::', '2001-db8-0-0-64'],
    ['::1', '0-0-0-0-64'],
    ['2001:db8:1:2:3:4:192.0.2.1', '2001-db8-1-2-64'],
    ['::1::2', 'unknown'],
    ['1:2:3', 'unknown'],
    ['1:2:3:4:5:6:7:8:9', 'unknown'],
    ['a|b', 'unknown'],
    ['', 'unknown'],
    [undefined, 'unknown'],
  ])('of %s is %s', (address, network) => {
    expect(clientNetwork(address)).toBe(network);
  });

  it('is the same for all spellings of all addresses of a subscriber, and no other', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const address = ipaddr.fromByteArray([...bytes]) as ipaddr.IPv6;
        fc.pre(!address.isIPv4MappedAddress());
        const first = ipaddr.fromByteArray([...bytes.slice(0, NETWORK_BYTES), ...Array(NETWORK_BYTES).fill(0)]);
        const network = clientNetwork(first.toString());
        for (const text of [address.toString(), address.toNormalizedString(), address.toRFC5952String()]) {
          expect(clientNetwork(text)).toBe(network);
        }
        const other = [...bytes];
        other[NETWORK_BYTES - 1] = (other[NETWORK_BYTES - 1] ?? 0) ^ 1;
        expect(clientNetwork(ipaddr.fromByteArray(other).toString())).not.toBe(network);
      }),
    );
  });
});
