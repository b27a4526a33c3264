import { defineRoute } from '../../../shared/middleware/route.ts';
import { findMember } from './find-member.ts';
import type { AccountServices } from './services.ts';

/** Takes a person out of the tenant. What they made stays. */
export const route = defineRoute({
  name: 'removeMember',
  async handle(call, { users }: AccountServices) {
    const member = await findMember(users, call.principal.tenantId, call.params.userId);
    await users.removeMember(member);
    call.logger.info('Member removed', { userId: member.userId, role: member.role });
    return { status: 204 };
  },
});
