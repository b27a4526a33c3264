import { RequestError } from '../errors.ts';

/** A tenant always has an owner: the last one neither goes nor takes a lesser role. */
export class LastOwnerError extends RequestError {
  constructor() {
    super(409, 'LAST_OWNER', 'This is the only owner of the tenant. Make somebody else an owner first.');
  }
}

export const changedMeanwhile = (what: string, cause?: unknown): RequestError =>
  new RequestError(409, 'CONFLICT', `The ${what} was changed at the same moment. Read it again.`, { cause });

export const alreadyMember = (): RequestError =>
  new RequestError(409, 'ALREADY_MEMBER', 'You are a member of this tenant already. The invitation is still good.');

export const memberLimit = (most: number): RequestError =>
  new RequestError(409, 'MEMBER_LIMIT', `The tenant has as many members as its tier allows: ${most}.`, {
    extra: { limit: most },
  });

export const tooManyKeys = (most: number): RequestError =>
  new RequestError(409, 'TOO_MANY_API_KEYS', `A tenant has at most ${most} API keys. Revoke one first.`, {
    extra: { limit: most },
  });
