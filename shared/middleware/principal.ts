import { RequestError } from '../domain/errors.ts';
import { fromContext } from '../domain/tenant/principal.ts';
import { addLogFields } from '../observability/log-scope.ts';
import type { ApiMiddleware, ApiRequest } from './request-state.ts';

/** Takes over who calls from the authorizer. Nothing that the caller sends has a say in it. */
export function principal(): ApiMiddleware {
  const before = (request: ApiRequest): void => {
    const { state } = request.internal;
    const caller = fromContext(state.incoming.authorizer);
    if (caller === undefined) throw new RequestError(401, 'UNAUTHORIZED', 'The request has no valid credential.');
    state.principal = caller;
    addLogFields({ tenantId: caller.tenantId, principalId: caller.principalId, tier: caller.tier });
  };
  return { before };
}
