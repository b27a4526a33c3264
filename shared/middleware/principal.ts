import { RequestError } from '../domain/errors.ts';
import { blockedFrom, fromContext } from '../domain/tenant/principal.ts';
import { addLogFields } from '../observability/log-scope.ts';
import type { ApiMiddleware, ApiRequest } from './request-state.ts';

/** Takes over who calls from the authorizer. Nothing that the caller sends has a say in it. */
export function principal(): ApiMiddleware {
  const before = (request: ApiRequest): void => {
    const { state } = request.internal;
    const { authorizer } = state.incoming;
    const blocked = blockedFrom(authorizer);
    if (blocked !== undefined) throw tooManyFailures(blocked.retryAfter);
    const caller = fromContext(authorizer);
    if (caller === undefined) throw new RequestError(401, 'UNAUTHORIZED', 'The request has no valid credential.');
    state.principal = caller;
    addLogFields({ tenantId: caller.tenantId, principalId: caller.principalId, tier: caller.tier });
  };
  return { before };
}

const tooManyFailures = (retryAfter: number): RequestError =>
  new RequestError(
    429,
    'TOO_MANY_FAILED_CREDENTIALS',
    `Too many credentials from this address were wrong. Try again in ${retryAfter} s.`,
    { headers: { 'retry-after': String(retryAfter) }, extra: { retryAfter } },
  );
