import { isOpen } from '../../../shared/domain/tenant/invitation.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import type { AccountServices } from './services.ts';
import { invitationView } from './views.ts';

/** Invitations that can still be taken, newest first. The table forgets the others late, so a page may be short. */
export const route = defineRoute({
  name: 'listInvitations',
  query: 'page',
  async handle(call, { users }: AccountServices) {
    const { items, ...more } = await users.listInvitations(call.principal.tenantId, call.query);
    const open = items.filter((invitation) => isOpen(invitation, call.now()));
    return { status: 200, body: { items: open.map(invitationView), ...more } };
  },
});
