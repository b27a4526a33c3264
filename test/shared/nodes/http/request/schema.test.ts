import { describe, expect, it } from 'vitest';
import { nodeType } from '../../../../../shared/nodes/http/request/schema.ts';

const URL = 'https://shop.example/orders';
const check = (more: object) => nodeType.config.safeParse({ method: 'GET', url: URL, ...more });

describe('the config of http.request', () => {
  it.each([
    {},
    { method: 'DELETE' },
    { method: '{{ input.method }}' },
    { url: 'http://shop.example:8080/{{ input.id }}?a=b' },
    { url: '{{ input.url }}' },
    { headers: { Accept: 'text/csv', 'X-Count': 1, 'X-Flag': true, 'X-None': null } },
    { headers: '{{ input.headers }}' },
    { query: { a: 'b', n: 1, list: ['x', 2, null], none: null } },
    { query: '{{ input.query }}' },
    { body: null },
    { body: 'text' },
    { body: { a: ['{{ input.b }}'] } },
    { response: 'bytes' },
    { expectStatus: [200, 404] },
    { expectStatus: [200, '{{ input.status }}'] },
    { expectStatus: '{{ input.statuses }}' },
  ])('accepts %j', (more) => {
    expect(check(more).success).toBe(true);
  });

  it.each([
    [{ method: 'get' }, 'method'],
    [{ method: 'CONNECT' }, 'method'],
    [{ method: undefined }, 'method'],
    [{ url: '' }, 'url'],
    [{ url: 'shop.example' }, 'url'],
    [{ url: 'ftp://shop.example' }, 'url'],
    [{ url: 'https://me:pw@shop.example' }, 'url'],
    [{ url: 5 }, 'url'],
    [{ url: `https://a.test/${'x'.repeat(8192)}` }, 'url'],
    [{ headers: ['a'] }, 'headers'],
    [{ headers: { 'a b': 'c' } }, 'headers'],
    [{ headers: { a: ['b'] } }, 'headers'],
    [{ query: { a: { b: 1 } } }, 'query'],
    [{ response: 'xml' }, 'response'],
    [{ expectStatus: [] }, 'expectStatus'],
    [{ expectStatus: [99] }, 'expectStatus'],
    [{ expectStatus: ['200'] }, 'expectStatus'],
    [{ expectStatus: 200 }, 'expectStatus'],
  ])('refuses %j at %s', (more, field) => {
    expect(check(more).error?.issues.map((issue) => issue.path[0])).toEqual([field]);
  });

  it('takes the name of a connection, and no expression for it', () => {
    expect(check({ connection: 'My shop' }).success).toBe(true);
    for (const connection of ['', '{{ input.name }}', 'x'.repeat(65), ' shop', 7, null]) {
      expect(check({ connection }).success, String(connection)).toBe(false);
    }
  });

  it('has no ports', () => {
    expect(nodeType.ports({})).toBeNull();
  });
});
