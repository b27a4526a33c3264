/** Canonical `host:port` of a URL, the port always named. */
export const hostAndPort = (url: URL): string =>
  `${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`;

/**
 * Hosts and ports that may be reached whatever their address; each lets through exactly itself.
 * @param entries `host:port`, e.g. `localhost:4566` or `[::1]:8080`
 * @throws Error that names an entry of another shape
 */
export function parseAllowList(entries: readonly string[]): ReadonlySet<string> {
  return new Set(entries.map(canonical));
}

function canonical(entry: string): string {
  const url = /^[^/?#@\\\s]+:\d{1,5}$/.test(entry) ? URL.parse(`http://${entry}`) : null;
  if (!url) throw new Error(`'${entry}' in the list of allowed hosts is not of the form host:port.`);
  return hostAndPort(url);
}
