/**
 * Names of errors that pass by themselves: of AWS services, of the network, and our own.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
const TRANSIENT: ReadonlySet<string> = new Set([
  'InternalServerError',
  'KeyServiceError',
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestTimeout',
  'ServiceUnavailable',
  'ThrottlingException',
  'TimeoutError',
  'TooManyRequestsException',
  'TransactionConflictError',
  'TransientNodeError',
]);
const NETWORK: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ECONNRESET', 'EAI_AGAIN', 'EPIPE', 'ETIMEDOUT']);

/** Whether trying the same again may end otherwise. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (TRANSIENT.has(error.name)) return true;
  const { code, $metadata } = error as { readonly code?: unknown; readonly $metadata?: { httpStatusCode?: number } };
  return (typeof code === 'string' && NETWORK.has(code)) || ($metadata?.httpStatusCode ?? 0) >= 500;
}

/**
 * A call of a function failed, all its attempts long, by something that passes. Its name is what a state machine
 * retries by.
 */
export class TransientTaskError extends Error {
  override readonly name = 'TransientTaskError';
}
