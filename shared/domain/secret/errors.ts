/** Base of what sealing and opening fail with. No message holds a secret, and none says how far an attempt came. */
abstract class SecretError extends Error {
  abstract override readonly name: string;
  /** Whether the same call may succeed later without anybody's doing. */
  abstract readonly retryable: boolean;
  abstract readonly code: string;
}

/**
 * What was given is no envelope of this record: damaged, cut off, changed, or sealed for another tenant, resource or
 * purpose. One error for all of these. Nothing helps but the right envelope: restore the record or have its owner enter
 * the secret again.
 */
export class EnvelopeRejectedError extends SecretError {
  override readonly name = 'EnvelopeRejectedError';
  override readonly retryable = false;
  override readonly code = 'ENVELOPE_REJECTED';

  constructor(cause?: unknown) {
    super('The stored secret is damaged or belongs to another record.', cause === undefined ? undefined : { cause });
  }
}

/** What should be sealed is an envelope, or has one in it. Open it first, or store it as it is. */
export class AlreadySealedError extends SecretError {
  override readonly name = 'AlreadySealedError';
  override readonly retryable = false;
  override readonly code = 'ALREADY_SEALED';

  constructor() {
    super('The secret is sealed already.');
  }
}

export type SecretInputCode =
  /** A tenant, resource or purpose that is no id: the encryption context shows in CloudTrail. */
  | 'SECRET_CONTEXT_INVALID'
  | 'SECRET_TOO_LARGE'
  /** A string with half a character in it would come back changed. */
  | 'SECRET_NOT_TEXT';

/** What should be sealed cannot be. The caller has to give something else. */
export class SecretInputError extends SecretError {
  override readonly name = 'SecretInputError';
  override readonly retryable = false;
  override readonly code: SecretInputCode;

  constructor(code: SecretInputCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** A handle or a secret was used after its call had ended: a mistake in the code that kept it. */
export class SecretWipedError extends SecretError {
  override readonly name = 'SecretWipedError';
  override readonly retryable = false;
  override readonly code = 'SECRET_WIPED';

  constructor() {
    super('The secret is gone: the call that opened it has ended.');
  }
}

const UNUSABLE = {
  KEY_DISABLED: 'The key of secrets is disabled. Nothing is lost: secrets can be read again once it is enabled.',
  KEY_PENDING_DELETION:
    'The key of secrets is going to be deleted. Cancel its deletion and enable it before the date: after it, no secret can be read again.',
  KEY_MISSING: 'The key of secrets does not exist in this account and region.',
  KEY_DENIED: 'This function may not use the key of secrets for this tenant and purpose.',
  KEY_REFUSED: 'The key service refuses the call as it is.',
} as const;
export type KeyUnusableCode = keyof typeof UNUSABLE;

/** The key can't be used until its operator changes something. What is sealed stays as it is. */
export class KeyUnusableError extends SecretError {
  override readonly name = 'KeyUnusableError';
  override readonly retryable = false;
  override readonly code: KeyUnusableCode;

  constructor(code: KeyUnusableCode, cause: unknown) {
    super(UNUSABLE[code], { cause });
    this.code = code;
  }
}

const FAILING = {
  KEY_SERVICE_THROTTLED: 'The key service asks to slow down.',
  KEY_SERVICE_TIMEOUT: 'The key service did not answer.',
  KEY_SERVICE_UNAVAILABLE: 'The key service cannot be reached or is failing.',
} as const;
export type KeyServiceCode = keyof typeof FAILING;

/** The key service failed for now: the same call may succeed in a moment. */
export class KeyServiceError extends SecretError {
  override readonly name = 'KeyServiceError';
  override readonly retryable = true;
  override readonly code: KeyServiceCode;

  constructor(code: KeyServiceCode, cause: unknown) {
    super(FAILING[code], { cause });
    this.code = code;
  }
}

export type AnySecretError =
  | EnvelopeRejectedError
  | AlreadySealedError
  | SecretInputError
  | SecretWipedError
  | KeyUnusableError
  | KeyServiceError;

export const isSecretError = (error: unknown): error is AnySecretError => error instanceof SecretError;
