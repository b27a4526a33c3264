import * as z from 'zod';
import { ROLES } from '../../../shared/contract/routes.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import { findMember } from './find-member.ts';
import type { AccountServices } from './services.ts';
import { memberView } from './views.ts';

/** Gives a member another role. */
export const route = defineRoute({
  name: 'updateMember',
  body: z.strictObject({ role: z.enum(ROLES) }),
  async handle(call, { users }: AccountServices) {
    const { role } = call.body;
    const member = await findMember(users, call.principal.tenantId, call.params.userId);
    await users.changeRole(member, role);
    call.logger.info('Member changed', { userId: member.userId, from: member.role, to: role });
    return { status: 200, body: memberView({ ...member, role }) };
  },
});
