import { RequestError } from '../errors.ts';
import { TransientNodeError } from '../node/errors.ts';

/** A downstream fails so often that it is not called for now. */
export class CircuitOpenError extends Error {
  override readonly name = 'CircuitOpenError';
  /** Provider or host. */
  readonly downstream: string;
  /** At least 1. */
  readonly retryAfterSeconds: number;

  constructor(downstream: string, retryAfterMs: number) {
    const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
    super(`${downstream} fails too often and is not called for now. Try again in ${seconds} s.`);
    this.downstream = downstream;
    this.retryAfterSeconds = seconds;
  }
}

/** What a caller of the API is told. */
export const circuitOpenAnswer = (error: CircuitOpenError): RequestError =>
  new RequestError(503, 'CIRCUIT_OPEN', error.message, {
    cause: error,
    headers: { 'retry-after': String(error.retryAfterSeconds) },
    extra: { retryAfter: error.retryAfterSeconds },
  });

/** What a node fails with, to be tried again by its policy. */
export const circuitOpenFailure = (error: CircuitOpenError): TransientNodeError =>
  new TransientNodeError('CIRCUIT_OPEN', error.message, {
    cause: error,
    data: { retryAfterSeconds: error.retryAfterSeconds },
    retryAfterMs: error.retryAfterSeconds * 1000,
  });
