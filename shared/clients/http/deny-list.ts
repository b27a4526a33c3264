import ipaddr from 'ipaddr.js';
import { literalAddress } from './address-policy.ts';
import { hostAndPort } from './allow-list.ts';

/** Hosts and addresses that must not be called although they are public. */
export interface DenyList {
  hasHost(url: URL): boolean;
  /** @param address as URLs and DNS answers spell it; an IPv4 address inside of an IPv6 one counts as itself */
  hasAddress(address: string): boolean;
}

type Network = [ipaddr.IPv4 | ipaddr.IPv6, number];
type Rule = { readonly network: Network } | { readonly host: string; readonly port: string | undefined };

/**
 * @param entries `host` and `host:port` (either with all names below the host), an address, or a range such as
 * `203.0.113.0/24`. An address holds for every port, and for every name that resolves to it.
 * @throws Error that names an entry of another shape
 */
export function parseDenyList(entries: readonly string[]): DenyList {
  const rules = entries.map(ruleOf);
  return {
    hasHost(url) {
      const host = withoutDot(url.hostname);
      const port = portOf(url);
      return rules.some((rule) => 'host' in rule && isAtOrBelow(host, rule.host) && (rule.port ?? port) === port);
    },
    hasAddress(address) {
      if (!ipaddr.isValid(address)) return false;
      const parsed = ipaddr.process(address);
      return rules.some(
        (rule) => 'network' in rule && parsed.kind() === rule.network[0].kind() && parsed.match(rule.network),
      );
    },
  };
}

function ruleOf(entry: string): Rule {
  const network = networkOf(entry);
  if (network) return { network };
  const port = /:(\d{1,5})$/.exec(entry)?.[1];
  const url = /^[^./?#@:*[\]\\\s][^/?#@:*[\]\\\s]*(:\d{1,5})?$/.test(entry) ? URL.parse(`http://${entry}`) : null;
  if (!url || literalAddress(url.hostname) !== undefined) {
    throw new Error(
      `'${entry}' in the list of denied hosts is not a host, host:port, an address or a range of addresses.`,
    );
  }
  return { host: withoutDot(url.hostname), port: port === undefined ? undefined : portOf(url) };
}

function networkOf(entry: string): Network | undefined {
  const [address = '', bits, ...more] = entry.replace(/^\[(.+)\]$/, '$1').split('/');
  if (more.length > 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits))) return undefined;
  // Short, octal and hexadecimal forms are read differently by different readers: they are no entries.
  const isAddress = ipaddr.IPv4.isValidFourPartDecimal(address) || ipaddr.IPv6.isValid(address);
  if (!isAddress || address.includes('%')) return undefined;
  const parsed = ipaddr.process(address);
  const length = parsed.kind() === 'ipv4' ? 32 : 128;
  const prefix = bits === undefined ? length : Number(bits);
  return prefix <= length ? [parsed, prefix] : undefined;
}

const isAtOrBelow = (host: string, parent: string): boolean => host === parent || host.endsWith(`.${parent}`);
const withoutDot = (hostname: string): string => hostname.replace(/\.$/, '');
const portOf = (url: URL): string => hostAndPort(url).slice(url.hostname.length + 1);
