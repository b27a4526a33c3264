import * as z from 'zod';
import { notFound } from '../../../shared/domain/errors.ts';
import { NameSchema } from '../../../shared/domain/text/name.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import type { AccountServices } from './services.ts';
import { tenantView } from './views.ts';

/** Gives the caller's tenant another name. */
export const route = defineRoute({
  name: 'updateTenant',
  body: z.strictObject({ name: NameSchema }),
  async handle(call, { tenants, users }: AccountServices) {
    const { tenantId } = call.principal;
    const tenant = await tenants.changeTenant(tenantId, call.body);
    if (tenant === undefined) throw notFound('tenant');
    call.logger.info('Tenant renamed');
    return { status: 200, body: tenantView(tenant, await users.countMembers(tenantId)) };
  },
});
