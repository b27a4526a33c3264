import { notFound } from '../../../shared/domain/errors.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import type { AccountServices } from './services.ts';

/** Withdraws an invitation that nobody has taken. */
export const route = defineRoute({
  name: 'revokeInvitation',
  async handle(call, { users }: AccountServices) {
    const { invitationId } = call.params;
    const invitation = await users.getInvitation(call.principal.tenantId, invitationId);
    if (invitation === undefined || !(await users.deleteInvitation(invitation))) {
      throw notFound('invitation');
    }
    call.logger.info('Invitation revoked', { invitationId });
    return { status: 204 };
  },
});
