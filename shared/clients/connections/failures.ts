import { PermanentNodeError, TransientNodeError } from '../../domain/node/errors.ts';
import { type AnySecretError, isSecretError } from '../../domain/secret/errors.ts';

/**
 * What a call fails with when its credentials cannot be opened. A key that is disabled counts as passing: the run waits
 * through its attempts for the operator, and nothing of it is lost.
 */
export const asNodeError = (error: unknown): unknown => (isSecretError(error) ? explained(error) : error);

function explained(error: AnySecretError): Error {
  if (error.name === 'KeyServiceError' || error.name === 'KeyUnusableError') {
    return new TransientNodeError('SECRETS_UNAVAILABLE', error.message, { data: { code: error.code }, cause: error });
  }
  return new PermanentNodeError('CONNECTION_UNREADABLE', 'The stored credentials are damaged. Enter them again.', {
    cause: error,
  });
}

export const connectionNotFound = (name: string): PermanentNodeError =>
  new PermanentNodeError('CONNECTION_NOT_FOUND', `There is no connection called ${JSON.stringify(name)}.`);

export const hostRefused = (name: string, host: string): PermanentNodeError =>
  new PermanentNodeError(
    'CONNECTION_HOST_REFUSED',
    `The credentials of the connection ${JSON.stringify(name)} may not be sent to ${host}.`,
  );
