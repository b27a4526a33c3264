import { describe, expect, it } from 'vitest';
import {
  NodeTimeoutError,
  PermanentNodeError,
  RateLimitedError,
  TransientNodeError,
} from '../../../../shared/domain/node/errors.ts';
import { CircuitOpenError } from '../../../../shared/domain/resilience/circuit-open-error.ts';
import { judgeError, judgeStatus, retryAfter } from '../../../../shared/domain/resilience/judge.ts';

const named = (name: string, more: object = {}) => Object.assign(new Error('x'), { name, ...more });

describe('an answer', () => {
  it.each([
    [200, 'ok'],
    [304, 'ok'],
    [400, 'refused'],
    [401, 'refused'],
    [403, 'refused'],
    [404, 'refused'],
    [422, 'refused'],
    [408, 'later'],
    [429, 'later'],
    [500, 'failed'],
    [502, 'failed'],
    [503, 'failed'],
  ])('of %i is %s', (status, verdict) => {
    expect(judgeStatus({ status }).verdict).toBe(verdict);
  });

  it('may say when to come again', () => {
    expect(judgeStatus({ status: 429, headers: { 'retry-after': '7' } })).toEqual({
      verdict: 'later',
      retryAfterMs: 7000,
    });
    expect(judgeStatus({ status: 503, headers: { 'retry-after': 'soon' } })).toEqual({ verdict: 'failed' });
    const date = 'Wed, 21 Oct 2026 07:28:00 GMT';
    expect(retryAfter('Wed, 21 Oct 2026 07:28:09 GMT', date)).toBe(9000);
    expect(retryAfter('Wed, 21 Oct 2026 07:27:00 GMT', date)).toBe(0);
    expect(retryAfter(undefined, undefined)).toBeUndefined();
    expect(retryAfter('-1', date)).not.toBe(-1000);
  });
});

describe('an error', () => {
  it.each<[string, unknown, string]>([
    ['of the network', named('Error', { code: 'ECONNREFUSED' }), 'failed'],
    ['of name resolution', named('Error', { code: 'EAI_AGAIN' }), 'failed'],
    ['of time', new DOMException('late', 'TimeoutError'), 'failed'],
    ['of a node that may try again', new TransientNodeError('NETWORK', 'x'), 'failed'],
    ['of a node out of time', new NodeTimeoutError('TIMEOUT', 'x'), 'failed'],
    ['of a node that must not', new PermanentNodeError('ADDRESS_REFUSED', 'x'), 'refused'],
    ['of a node that was ended', new TransientNodeError('ABORTED', 'x'), 'aborted'],
    ['of a caller who gave up', new DOMException('bye', 'AbortError'), 'aborted'],
    ['of AWS throttling', named('ThrottlingException', { $metadata: { httpStatusCode: 400 } }), 'later'],
    ['of an AWS service', named('InternalServerError', { $metadata: { httpStatusCode: 500 } }), 'failed'],
    ['of a wrong key', named('AI_APICallError', { statusCode: 401 }), 'refused'],
    ['of an overloaded model', named('AI_APICallError', { statusCode: 529 }), 'failed'],
    ['of an open breaker', new CircuitOpenError('a.example', 1), 'refused'],
    ['of our own', new TypeError('x is undefined'), 'refused'],
    ['that is none', 'text', 'refused'],
  ])('%s is judged', (_what, error, verdict) => {
    expect(judgeError(error).verdict).toBe(verdict);
  });

  it('may say when to come again', () => {
    expect(judgeError(new RateLimitedError('slow', 1500))).toEqual({ verdict: 'later', retryAfterMs: 1500 });
    expect(judgeError(new RateLimitedError('slow'))).toEqual({ verdict: 'later' });
    const error = named('AI_APICallError', { statusCode: 429, responseHeaders: { 'retry-after': '2' } });
    expect(judgeError(error)).toEqual({ verdict: 'later', retryAfterMs: 2000 });
  });
});
