import ipaddr from 'ipaddr.js';

/** The only block of IPv6 that is handed out for the public internet (https://www.iana.org/assignments/ipv6-address-space). */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether an address is one of the public internet: global unicast and in no special range of IANA's registries, such
 * as private, shared, link-local, documentation and benchmarking ones, or ones that carry an IPv4 address inside
 * (6to4, Teredo, NAT64, mapped). Takes the canonical spelling only, as URLs and DNS answers have it: what is read
 * differently by different parsers (octal, hexadecimal, short forms, zones) is not public.
 */
export function isPublicAddress(address: string): boolean {
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return ipaddr.IPv4.parse(address).range() === 'unicast';
  if (!ipaddr.IPv6.isValid(address)) return false;
  const parsed = ipaddr.IPv6.parse(address);
  // The library calls everything unicast that it knows nothing special of, `::7f00:1` (127.0.0.1) among it.
  return parsed.zoneId === undefined && parsed.match(GLOBAL_UNICAST) && parsed.range() === 'unicast';
}

/**
 * The address that a URL's `hostname` is, or undefined for a name that DNS has to resolve. The URL parser has already
 * turned every odd spelling of an IPv4 address (decimal, octal, hexadecimal, short, full-width) into four decimals.
 */
export function literalAddress(hostname: string): string | undefined {
  if (hostname.startsWith('[')) return hostname.slice(1, -1);
  return ipaddr.IPv4.isValid(hostname) ? hostname : undefined;
}
