import { describe, expect, it } from 'vitest';
import {
  CircuitOpenError,
  circuitOpenAnswer,
  circuitOpenFailure,
} from '../../../../shared/domain/resilience/circuit-open-error.ts';

describe('an open breaker', () => {
  const error = new CircuitOpenError('openai', 7200);

  it('is a 503 with Retry-After at the API', () => {
    expect(circuitOpenAnswer(error)).toMatchObject({
      status: 503,
      code: 'CIRCUIT_OPEN',
      headers: { 'retry-after': '8' },
      extra: { retryAfter: 8 },
    });
  });

  it('is a transient error of a node', () => {
    const failure = circuitOpenFailure(error);
    expect([failure.name, failure.code, failure.data]).toEqual([
      'TransientNodeError',
      'CIRCUIT_OPEN',
      { retryAfterSeconds: 8 },
    ]);
    expect(failure.retryAfterMs).toBe(8000);
  });

  it('never says to come back at once', () => {
    expect(new CircuitOpenError('openai', 0).retryAfterSeconds).toBe(1);
  });
});
