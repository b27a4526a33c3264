import { RequestError } from '../domain/errors.ts';
import { CircuitOpenError, circuitOpenAnswer } from '../domain/resilience/circuit-open-error.ts';

interface Busy {
  readonly code: string;
  readonly message: string;
}

const STORE_BUSY: Busy = { code: 'STORE_BUSY', message: 'The store takes no more requests at the moment.' };

/** Names of errors of things that we depend on, and how a caller is told. All of them pass by themselves, or by an operator's doing. */
const BUSY: ReadonlyMap<string, Busy> = new Map([
  ['ThrottlingException', STORE_BUSY],
  ['ProvisionedThroughputExceededException', STORE_BUSY],
  ['RequestLimitExceeded', STORE_BUSY],
  ['TransactionConflictError', { code: 'STORE_BUSY', message: 'Too many requests change the same thing at once.' }],
  ['KeyServiceError', { code: 'SECRETS_UNAVAILABLE', message: 'Secrets cannot be sealed or opened at the moment.' }],
  [
    'KeyUnusableError',
    {
      code: 'SECRETS_KEY_UNUSABLE',
      message: 'Secrets cannot be sealed or opened until the operator has mended their key; none is lost.',
    },
  ],
  ['TimeoutError', { code: 'STORE_SLOW', message: 'Something that the service depends on does not answer in time.' }],
]);

const RETRY_SECONDS = 1;

/** What a caller is told of an error: its own words when it has some for callers, else that we failed. */
export function toRequestError(error: unknown): RequestError {
  if (error instanceof RequestError) return error;
  if (error instanceof CircuitOpenError) return circuitOpenAnswer(error);
  const busy = error instanceof Error ? BUSY.get(error.name) : undefined;
  if (busy !== undefined) {
    return new RequestError(503, busy.code, `${busy.message} Try again.`, {
      cause: error,
      headers: { 'retry-after': String(retryAfterOf(error)) },
      extra: { retryAfter: retryAfterOf(error) },
    });
  }
  const message = 'Something went wrong on our side. The correlation id helps us to find it.';
  return new RequestError(500, 'INTERNAL', message, { cause: error });
}

const retryAfterOf = (error: unknown): number => {
  const seconds: unknown = Reflect.get(Object(error), 'retryAfterSeconds');
  return typeof seconds === 'number' && seconds > 0 ? Math.ceil(seconds) : RETRY_SECONDS;
};
