import * as z from 'zod';
import { ROLES } from '../../../shared/contract/routes.ts';
import { notFound, RequestError } from '../../../shared/domain/errors.ts';
import {
  DEFAULT_INVITATION_DAYS,
  isOpen,
  MAX_INVITATION_DAYS,
  MAX_OPEN_INVITATIONS,
  newInvitation,
} from '../../../shared/domain/tenant/invitation.ts';
import type { UserStore } from '../../../shared/domain/tenant/user.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import { deliverInvitation } from './deliver-invitation.ts';
import { requireOwnRole } from './require-role.ts';
import type { AccountServices } from './services.ts';
import { invitationView } from './views.ts';

const MAX_EMAIL = 254;

const BodySchema = z.strictObject({
  email: z.email().max(MAX_EMAIL).optional(),
  role: z.enum(ROLES),
  expiresInDays: z.int().min(1).max(MAX_INVITATION_DAYS).default(DEFAULT_INVITATION_DAYS),
});

/** Invites a person, by mail where that is possible; otherwise the answer has the token, this once. */
export const route = defineRoute({
  name: 'createInvitation',
  body: BodySchema,
  async handle(call, services: AccountServices) {
    const { principal } = call;
    const { email, role, expiresInDays: days } = call.body;
    requireOwnRole(principal, role);
    const now = call.now();
    const tenant = await services.tenants.getTenant(principal.tenantId);
    if (tenant === undefined) throw notFound('tenant');
    await requireRoom(services.users, tenant.id, now);
    const fields = { tenantId: tenant.id, role, invitedBy: principal.principalId, createdAt: now, days };
    const made = newInvitation({ ...fields, ...(email !== undefined && { email }) });
    await services.users.putInvitation(made.invitation);
    call.logger.info('Invitation created', { invitationId: made.invitation.id, invitedRole: role });
    const delivery = await deliverInvitation({ ...made, tenant }, services, call.logger);
    return { status: 201, body: { ...invitationView(made.invitation), ...delivery } };
  },
});

/** Mails to strangers are not to be had without end. Two at once may get past it by one. */
async function requireRoom(users: UserStore, tenantId: string, now: number): Promise<void> {
  const { items } = await users.listInvitations(tenantId, { limit: 2 * MAX_OPEN_INVITATIONS });
  if (items.filter((invitation) => isOpen(invitation, now)).length < MAX_OPEN_INVITATIONS) return;
  const message = `There are ${MAX_OPEN_INVITATIONS} open invitations, which is the most. Revoke one first.`;
  throw new RequestError(409, 'TOO_MANY_INVITATIONS', message);
}
