import type { Role } from '../../../shared/contract/routes.ts';
import { RequestError } from '../../../shared/domain/errors.ts';
import { hasRole } from '../../../shared/domain/tenant/principal.ts';
import type { Principal } from '../../../shared/domain/tenant/tenant.ts';

/**
 * Nobody gives away more than they have.
 * @throws RequestError 403 ROLE_TOO_HIGH
 */
export function requireOwnRole(principal: Principal, given: Role): void {
  if (hasRole(principal, given)) return;
  throw new RequestError(403, 'ROLE_TOO_HIGH', `The role ${given} is higher than your own, ${principal.role}.`);
}
