import { describe, expect, it } from 'vitest';
import { type Hop, nextHop } from '../../../../shared/clients/http/redirect.ts';
import { guardsFor } from '../../../../shared/clients/http/transport.ts';

const hop = (more: Partial<Hop> = {}): Hop => ({
  url: new URL('https://a.test/start'),
  allowed: false,
  method: 'POST',
  headers: new Map([
    ['accept', 'application/json'],
    ['authorization', 'Bearer x'],
    ['content-type', 'application/json'],
    ['cookie', 'a=b'],
    ['idempotency-key', 'k'],
    ['user-agent', 'Mine/1'],
    ['x-api-key', 'secret'],
  ]),
  own: new Map([['user-agent', 'Stepwell/1']]),
  body: Buffer.from('{}'),
  ...more,
});
const next = (from: Hop, status: number, location: string | undefined) =>
  nextHop(from, { status, location }, guardsFor(new Set(), []));
const names = (to: Hop | undefined) => [...(to?.headers.keys() ?? [])];

describe('nextHop', () => {
  it.each([200, 201, 300, 304, 305, 306, 404])('takes %i for an answer', (status) => {
    expect(next(hop(), status, 'https://b.test/')).toBeUndefined();
  });

  it('takes a redirect to nowhere for an answer', () => {
    expect(next(hop(), 302, undefined)).toBeUndefined();
  });

  it.each([
    [301, 'POST', 'GET'],
    [302, 'POST', 'GET'],
    [303, 'POST', 'GET'],
    [307, 'POST', 'POST'],
    [308, 'POST', 'POST'],
    [301, 'PUT', 'PUT'],
    [302, 'DELETE', 'DELETE'],
    [303, 'PUT', 'GET'],
    [303, 'DELETE', 'GET'],
    [303, 'HEAD', 'HEAD'],
    [301, 'GET', 'GET'],
    [302, 'HEAD', 'HEAD'],
    [302, 'PATCH', 'PATCH'],
  ] as const)('after %i a %s goes on as %s', (status, method, expected) => {
    const to = next(hop({ method }), status, '/next');
    expect(to?.method).toBe(expected);
    expect(to?.url.href).toBe('https://a.test/next');
    const isKept = method === expected;
    expect(to?.body === undefined).toBe(!isKept);
    expect(names(to).includes('content-type')).toBe(isKept);
  });

  it('keeps all headers within an origin', () => {
    expect(names(next(hop(), 307, '/next'))).toEqual(names(hop()));
  });

  it.each(['https://b.test/', 'https://a.test:8443/', 'https://sub.a.test/', '//b.test/'])(
    'takes only headers that say nothing about the caller to %s, and our own',
    (location) => {
      expect(names(next(hop(), 307, location))).toEqual(['accept', 'content-type']);
      expect(names(next(hop(), 302, location))).toEqual(['accept']);
      expect(next(hop(), 302, location)?.own).toEqual(hop().own);
    },
  );

  it('does not give dropped headers back when the chain returns', () => {
    const away = next(hop(), 307, 'https://b.test/');
    expect(names(away && next(away, 307, 'https://a.test/'))).toEqual(['accept', 'content-type']);
  });

  it('refuses to leave https, and may come to it', () => {
    expect(() => next(hop(), 302, 'http://a.test/')).toThrow(expect.objectContaining({ code: 'REDIRECT_REFUSED' }));
    const plain = hop({ url: new URL('http://a.test/') });
    expect(names(next(plain, 307, 'https://a.test/'))).toEqual(['accept', 'content-type']);
  });

  it.each([
    ['https://127.0.0.1/', 'ADDRESS_REFUSED'],
    ['https://[::7f00:1]/', 'ADDRESS_REFUSED'],
    ['http://169.254.169.254/', 'ADDRESS_REFUSED'],
    ['file:///etc/passwd', 'URL_INVALID'],
    ['https://me:pw@a.test/', 'URL_INVALID'],
    ['https://', 'URL_INVALID'],
  ])('refuses to go to %s', (location, code) => {
    expect(() => next(hop(), 302, location)).toThrow(expect.objectContaining({ code }));
  });
});
