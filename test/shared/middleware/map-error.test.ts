import { describe, expect, it } from 'vitest';
import { RequestError } from '../../../shared/domain/errors.ts';
import { CircuitOpenError } from '../../../shared/domain/resilience/circuit-open-error.ts';
import { toRequestError } from '../../../shared/middleware/map-error.ts';

const named = (name: string, more: object = {}): Error => Object.assign(new Error('secret words'), { name }, more);

describe('toRequestError', () => {
  it('leaves an error that is for callers as it is', () => {
    const error = new RequestError(409, 'CONFLICT', 'Again.');
    expect(toRequestError(error)).toBe(error);
  });

  it.each([
    ['ThrottlingException', 'STORE_BUSY'],
    ['ProvisionedThroughputExceededException', 'STORE_BUSY'],
    ['RequestLimitExceeded', 'STORE_BUSY'],
    ['TransactionConflictError', 'STORE_BUSY'],
    ['KeyServiceError', 'SECRETS_UNAVAILABLE'],
    ['TimeoutError', 'STORE_SLOW'],
  ])('makes a 503 of %s that says when to come back, and not what it said', (name, code) => {
    const error = named(name);
    const mapped = toRequestError(error);
    expect(mapped).toMatchObject({
      status: 503,
      code,
      cause: error,
      headers: { 'retry-after': '1' },
      extra: { retryAfter: 1 },
    });
    expect(mapped.message).not.toContain('secret words');
    expect(mapped.message).toMatch(/ Try again\.$/);
  });

  it('tells of an open breaker by its own words', () => {
    const error = new CircuitOpenError('api.example', 7500);
    expect(toRequestError(error)).toMatchObject({
      status: 503,
      code: 'CIRCUIT_OPEN',
      message: error.message,
      headers: { 'retry-after': '8' },
      extra: { retryAfter: 8 },
    });
  });

  it('takes over how long the error asks to wait, in whole seconds', () => {
    const mapped = toRequestError(named('KeyServiceError', { retryAfterSeconds: 4.2 }));
    expect(mapped).toMatchObject({ headers: { 'retry-after': '5' }, extra: { retryAfter: 5 } });
    for (const retryAfterSeconds of [0, -1, Number.NaN, '9']) {
      expect(toRequestError(named('TimeoutError', { retryAfterSeconds })).extra).toEqual({ retryAfter: 1 });
    }
  });

  it.each([named('SomethingElse'), named('constructor'), named('__proto__'), undefined, 'text'])(
    'makes a 500 of anything else: %s',
    (error) => {
      expect(toRequestError(error)).toMatchObject({ status: 500, code: 'INTERNAL', extra: {} });
      expect(toRequestError(error).cause).toBe(error);
    },
  );
});
