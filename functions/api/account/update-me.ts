import * as z from 'zod';
import { notFound } from '../../../shared/domain/errors.ts';
import { isId } from '../../../shared/domain/id.ts';
import { changedMeanwhile } from '../../../shared/domain/tenant/errors.ts';
import { mergePreferences } from '../../../shared/domain/tenant/preferences.ts';
import type { Principal } from '../../../shared/domain/tenant/tenant.ts';
import type { User, UserChange, UserStore } from '../../../shared/domain/tenant/user.ts';
import { NameSchema } from '../../../shared/domain/text/name.ts';
import { JsonSchema } from '../../../shared/domain/workflow/definition.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import { type Caller, findCaller } from './caller.ts';
import { meOf } from './me.ts';
import type { AccountServices } from './services.ts';

const BodySchema = z.strictObject({
  name: NameSchema.nullable().optional(),
  preferences: z.record(z.string(), JsonSchema).optional(),
  activeTenantId: z.string().optional(),
});
type Body = z.infer<typeof BodySchema>;

/** Tries at preferences that another call changes at the same time. */
const ATTEMPTS = 5;

/** Changes what the caller is called, their preferences key by key, and the tenant that they work in. */
export const route = defineRoute({
  name: 'updateMe',
  body: BodySchema,
  async handle(call, services: AccountServices) {
    const { principal, body } = call;
    if (body.activeTenantId !== undefined) await requireMember(services.users, principal, body.activeTenantId);
    const user = await change(services.users, principal, body, call.now());
    return { status: 200, body: await meOf({ user, stored: user }, principal, services) };
  },
});

/** A tenant that the caller is no member of answers as one that is not there. */
async function requireMember(users: UserStore, { principalId }: Principal, tenantId: string): Promise<void> {
  const member = isId('ten', tenantId) ? await users.getMember(tenantId, principalId) : undefined;
  if (member === undefined) throw notFound('tenant');
}

async function change(users: UserStore, principal: Principal, body: Body, now: number): Promise<User> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const caller = await findCaller(users, principal, now);
    const after = await users.changeUser(caller.user, changeOf(caller, body));
    if (after !== undefined) return after;
  }
  throw changedMeanwhile('user');
}

const changeOf = ({ user, stored }: Caller, { name, preferences, activeTenantId }: Body): UserChange => ({
  // The address is the identity provider's to change.
  ...(user.email !== undefined && stored !== undefined && stored.email !== user.email && { email: user.email }),
  ...(name !== undefined && { name }),
  ...(preferences !== undefined && { preferences: mergePreferences(user.preferences, preferences) }),
  ...(activeTenantId !== undefined && { activeTenantId }),
});
