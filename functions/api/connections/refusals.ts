import type { Use } from '../../../shared/domain/connection/store.ts';
import { RequestError } from '../../../shared/domain/errors.ts';
import { AlreadySealedError, EnvelopeRejectedError, SecretInputError } from '../../../shared/domain/secret/errors.ts';
import { usedByView } from './views.ts';

export const nameTaken = (name: string): RequestError =>
  new RequestError(409, 'NAME_TAKEN', `There is a connection called ${JSON.stringify(name)} already.`);

export const tooManyConnections = (most: number): RequestError =>
  new RequestError(409, 'TOO_MANY_CONNECTIONS', `The tenant has ${most} connections, which is the most.`);

export const changedMeanwhile = (): RequestError =>
  new RequestError(409, 'CONFLICT', 'The connection was changed by somebody else at the same time. Read it again.');

export const inUse = (uses: readonly Use[], what: string): RequestError =>
  new RequestError(
    409,
    'CONNECTION_IN_USE',
    `${uses.length} workflows name this connection and would fail. Send ?force=true to ${what} it all the same.`,
    { extra: { usedBy: usedByView(uses) } },
  );

/**
 * Runs what opens or seals the credentials of a connection, and tells the caller of what is theirs to mend.
 * @throws RequestError 409 CONNECTION_UNREADABLE, 422 INVALID_BODY
 */
export async function withSecrets<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof EnvelopeRejectedError) {
      throw new RequestError(
        409,
        'CONNECTION_UNREADABLE',
        'The stored credentials are damaged. Replace them by a PATCH.',
        { cause: error },
      );
    }
    if (!(error instanceof AlreadySealedError || error instanceof SecretInputError)) throw error;
    throw new RequestError(422, 'INVALID_BODY', 'The body is not acceptable.', {
      details: [{ path: '/credentials', code: 'INVALID_VALUE', message: error.message }],
      cause: error,
    });
  }
}
