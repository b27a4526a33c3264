import { RequestError } from '../../../shared/domain/errors.ts';
import { NO_TENANT } from '../../../shared/domain/tenant/tenant.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import type { AccountServices } from './services.ts';

/** The caller goes from the tenant that they work in. */
export const route = defineRoute({
  name: 'leaveTenant',
  async handle(call, { users }: AccountServices) {
    const { tenantId, principalId } = call.principal;
    const member = tenantId === NO_TENANT ? undefined : await users.getMember(tenantId, principalId);
    if (member === undefined) throw new RequestError(409, 'NO_TENANT', 'You are a member of no tenant here.');
    await users.removeMember(member);
    call.logger.info('Member left', { userId: member.userId });
    return { status: 204 };
  },
});
