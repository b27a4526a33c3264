import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../../../shared/nodes/http/request/config.ts';
import { checkStatus, retryAfterMs } from '../../../../../shared/nodes/http/request/status.ts';
import { NOW } from '../../node-context.ts';

const config = (expectStatus?: number[]) =>
  readConfig({ method: 'GET', url: 'https://shop.example/a?token=secret', ...(expectStatus && { expectStatus }) });
const check = (status: number, expectStatus?: number[], headers = {}, body = 'no') =>
  checkStatus(config(expectStatus), { status, headers, body: new TextEncoder().encode(body) }, NOW);

describe('checkStatus', () => {
  it.each([200, 201, 204, 299])('takes %i', (status) => {
    expect(() => check(status)).not.toThrow();
  });

  it.each([
    [408, 'TransientNodeError'],
    [500, 'TransientNodeError'],
    [503, 'TransientNodeError'],
    [599, 'TransientNodeError'],
    [400, 'PermanentNodeError'],
    [401, 'PermanentNodeError'],
    [404, 'PermanentNodeError'],
    [304, 'PermanentNodeError'],
    [199, 'PermanentNodeError'],
  ])('fails at %i with a %s', (status, name) => {
    expect(() => check(status)).toThrow(
      expect.objectContaining({
        name,
        code: 'HTTP_STATUS',
        message: `shop.example answered GET with status ${status}.`,
        data: { status, body: 'no' },
      }),
    );
  });

  it('asks the author first', () => {
    expect(() => check(404, [200, 404])).not.toThrow();
    expect(() => check(429, [429])).not.toThrow();
    expect(() => check(201, [200])).toThrow(expect.objectContaining({ name: 'PermanentNodeError' }));
  });

  it('passes on how long the receiver wants to be left alone', () => {
    expect(() => check(429, undefined, { 'retry-after': '7' })).toThrow(
      expect.objectContaining({
        name: 'RateLimitedError',
        code: 'RATE_LIMITED',
        retryAfterMs: 7000,
        data: { status: 429, body: 'no' },
      }),
    );
    expect(() => check(429)).toThrow(expect.objectContaining({ name: 'RateLimitedError', retryAfterMs: undefined }));
  });

  it.each([408, 500, 503])('does so with %i', (status) => {
    const error = (retryAfterMs: number | undefined) =>
      expect.objectContaining({ name: 'TransientNodeError', retryAfterMs });
    expect(() => check(status, undefined, { 'retry-after': '7' })).toThrow(error(7000));
    expect(() => check(status)).toThrow(error(undefined));
  });

  it('shows one kilobyte of the body, whole characters only', () => {
    expect(() => check(500, undefined, {}, `${'x'.repeat(1023)}é and more`)).toThrow(
      expect.objectContaining({ data: { status: 500, body: 'x'.repeat(1023) } }),
    );
  });
});

describe('retryAfterMs', () => {
  it.each([
    ['0', 0],
    ['120', 120_000],
    ['Thu, 01 Jan 2026 00:00:10 GMT', 10_000],
    ['Thursday, 01-Jan-26 00:00:10 GMT', 10_000],
    ['Thu Jan  1 00:00:10 2026 GMT', 10_000],
    ['Wed, 31 Dec 2025 23:59:59 GMT', 0],
  ])('reads %s', (value, ms) => {
    expect(retryAfterMs(value, NOW)).toBe(ms);
  });

  it.each([undefined, '', 'soon', '-1', '1.5', '1e9', '99999999999', 'Thu, nonsense', '2026-01-01T00:00:10Z'])(
    'does not guess at %s',
    (value) => {
      expect(retryAfterMs(value, NOW)).toBeUndefined();
    },
  );

  it('is never negative nor NaN', () => {
    fc.assert(fc.property(fc.string(), (value) => (retryAfterMs(value, NOW) ?? 0) >= 0));
  });
});
