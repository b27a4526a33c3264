import { describe, expect, it } from 'vitest';
import { ROUTES, type Route } from '../../../shared/contract/routes.ts';
import { deprecationHeaders } from '../../../shared/middleware/deprecation.ts';

const route: Route = { method: 'GET', path: '/v1/runs', function: 'api-runs', role: 'viewer' };

describe('a deprecated route', () => {
  it('says since when, until when, and what takes its place', () => {
    const deprecated = { since: '2027-01-31', sunset: '2027-07-31', successor: '/v2/runs' };
    expect(deprecationHeaders({ ...route, deprecated })).toEqual({
      deprecation: '@1801353600',
      sunset: 'Sat, 31 Jul 2027 00:00:00 GMT',
      link: '</v2/runs>; rel="successor-version"',
    });
  });

  it('is the exception: the others say nothing', () => {
    expect(deprecationHeaders(route)).toEqual({});
  });

  it('names days in their order, and a successor of the table', () => {
    for (const { path, deprecated } of Object.values<Route>(ROUTES)) {
      if (deprecated === undefined) continue;
      expect(Date.parse(deprecated.sunset), path).toBeGreaterThan(Date.parse(deprecated.since));
      expect(Object.values(ROUTES).map((other) => other.path)).toContain(deprecated.successor);
    }
  });
});
