import * as z from 'zod';
import { RequestError } from '../../../shared/domain/errors.ts';
import { newId } from '../../../shared/domain/id.ts';
import type { Tenant } from '../../../shared/domain/tenant/tenant.ts';
import { NameSchema } from '../../../shared/domain/text/name.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import { findCaller } from './caller.ts';
import type { AccountServices } from './services.ts';
import { tenantView } from './views.ts';

/** Tenants that one person may own. */
const MAX_OWNED = 5;

/** Makes a tenant that the caller owns and works in from now on. */
export const route = defineRoute({
  name: 'createTenant',
  body: z.strictObject({ name: NameSchema }),
  async handle(call, { users }: AccountServices) {
    const now = call.now();
    const { user } = await findCaller(users, call.principal, now);
    const tenant: Tenant = {
      id: newId('ten', now),
      name: call.body.name,
      tier: 'free',
      suspended: false,
      createdAt: now,
    };
    if ((await users.createTenantFor(user, tenant, MAX_OWNED)) === 'full') {
      throw new RequestError(409, 'TOO_MANY_TENANTS', `You own ${MAX_OWNED} tenants already, which is the most.`);
    }
    call.logger.info('Tenant created', { newTenantId: tenant.id });
    return { status: 201, body: tenantView(tenant, { members: 1, owners: 1 }), audit: { tenantId: tenant.id } };
  },
});
