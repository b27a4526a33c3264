import type { Route } from '../contract/routes.ts';

/**
 * What answers of a route say of its end: since when there is something better (RFC 9745), until when it is there at
 * least (RFC 8594), and what takes its place (RFC 5829). Nothing for a route that stays.
 */
export function deprecationHeaders({ deprecated }: Route): Readonly<Record<string, string>> {
  if (deprecated === undefined) return {};
  const { since, sunset, successor } = deprecated;
  return {
    deprecation: `@${Date.parse(since) / 1000}`,
    sunset: new Date(sunset).toUTCString(),
    link: `<${successor}>; rel="successor-version"`,
  };
}
