import {
  type AnySecretError,
  EnvelopeRejectedError,
  type KeyServiceCode,
  KeyServiceError,
  type KeyUnusableCode,
  KeyUnusableError,
} from '../../domain/secret/errors.ts';

/** The blob is damaged, of another context, or of another key. */
const REJECTED: ReadonlySet<string> = new Set(['InvalidCiphertextException', 'IncorrectKeyException']);

const UNUSABLE: ReadonlyMap<string, KeyUnusableCode> = new Map([
  ['DisabledException', 'KEY_DISABLED'],
  ['NotFoundException', 'KEY_MISSING'],
  ['AccessDeniedException', 'KEY_DENIED'],
]);

const FAILING: ReadonlyMap<string, KeyServiceCode> = new Map([
  ['ThrottlingException', 'KEY_SERVICE_THROTTLED'],
  ['LimitExceededException', 'KEY_SERVICE_THROTTLED'],
  ['TooManyRequestsException', 'KEY_SERVICE_THROTTLED'],
  ['TimeoutError', 'KEY_SERVICE_TIMEOUT'],
  ['AbortError', 'KEY_SERVICE_TIMEOUT'],
  ['DependencyTimeoutException', 'KEY_SERVICE_TIMEOUT'],
  // By its documentation, this one passes.
  ['KeyUnavailableException', 'KEY_SERVICE_UNAVAILABLE'],
]);

/** What an error of KMS, or on the way there, means to who seals and opens. */
export function explainKeyError(error: unknown): AnySecretError {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (REJECTED.has(name)) return new EnvelopeRejectedError(error);
  const failing = FAILING.get(name);
  if (failing !== undefined) return new KeyServiceError(failing, error);
  // One exception for every state that is not Enabled; only its message tells them apart.
  if (name === 'KMSInvalidStateException') {
    return new KeyUnusableError(/pending deletion/i.test(message) ? 'KEY_PENDING_DELETION' : 'KEY_REFUSED', error);
  }
  const unusable = UNUSABLE.get(name) ?? (isOurFault(error) ? 'KEY_REFUSED' : undefined);
  return unusable === undefined
    ? new KeyServiceError('KEY_SERVICE_UNAVAILABLE', error)
    : new KeyUnusableError(unusable, error);
}

/** Any other 4xx: expired credentials, a call that is wrong. What has no status never reached the service. */
function isOurFault(error: unknown): boolean {
  const status = (error as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode;
  return status !== undefined && status >= 400 && status < 500 && status !== 429;
}
