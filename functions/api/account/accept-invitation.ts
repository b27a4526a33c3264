import * as z from 'zod';
import { RequestError } from '../../../shared/domain/errors.ts';
import { isFor, isOpen, tokenHashOf } from '../../../shared/domain/tenant/invitation.ts';
import type { Invitation, UserStore } from '../../../shared/domain/tenant/user.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import { findCaller } from './caller.ts';
import type { AccountServices } from './services.ts';

const MAX_TOKEN = 200;

/** Makes the caller a member of the tenant that invites them, and lets them work in it. */
export const route = defineRoute({
  name: 'acceptInvitation',
  body: z.strictObject({ token: z.string().min(1).max(MAX_TOKEN) }),
  async handle(call, { users, tenants }: AccountServices) {
    const now = call.now();
    const invitation = await findOpen(users, call.body.token, now);
    const { user } = await findCaller(users, call.principal, now);
    if (!isFor(invitation, user.email)) throw forAnother();
    const tenant = await tenants.getTenant(invitation.tenantId);
    if (tenant === undefined) throw noInvitation();
    if (tenant.suspended) throw new RequestError(403, 'TENANT_SUSPENDED', 'The tenant that invites you is suspended.');
    if ((await users.acceptInvitation(invitation, user, now)) === 'gone') throw noInvitation();
    call.logger.info('Invitation accepted', { invitationId: invitation.id, joinedTenantId: tenant.id });
    const { id, name, tier } = tenant;
    return { status: 200, body: { tenant: { id, name, role: invitation.role, tier } }, audit: { tenantId: id } };
  },
});

async function findOpen(users: UserStore, token: string, now: number): Promise<Invitation> {
  const hash = tokenHashOf(token);
  const invitation = hash === undefined ? undefined : await users.findInvitation(hash);
  if (invitation === undefined || !isOpen(invitation, now)) throw noInvitation();
  return invitation;
}

/** What was never there, was used and has expired answers the same. */
const noInvitation = (): RequestError =>
  new RequestError(404, 'NOT_FOUND', 'There is no such invitation: it was used, withdrawn or has expired.');

const forAnother = (): RequestError =>
  new RequestError(403, 'INVITATION_FOR_ANOTHER', 'The invitation is for another address than the one of your token.');
