import * as z from 'zod';
import { ROLES } from '../../../shared/contract/routes.ts';
import { newApiKey } from '../../../shared/domain/tenant/create-key.ts';
import { NameSchema } from '../../../shared/domain/text/name.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import { ExpirySchema, readExpiry } from './expiry.ts';
import { requireOwnRole } from './require-role.ts';
import type { AccountServices } from './services.ts';
import { keyView } from './views.ts';

/** Makes a key. The answer shows it; nothing does again. */
export const route = defineRoute({
  name: 'createApiKey',
  body: z.strictObject({ name: NameSchema, role: z.enum(ROLES), expiresAt: ExpirySchema.optional() }),
  async handle(call, { tenants }: AccountServices) {
    const { tenantId, principalId } = call.principal;
    const { name, role } = call.body;
    requireOwnRole(call.principal, role);
    const now = call.now();
    const expiresAt = readExpiry(call.body.expiresAt, now) ?? undefined;
    const { secret, hashed } = newApiKey({
      tenantId,
      name,
      role,
      createdAt: now,
      createdBy: principalId,
      ...(expiresAt !== undefined && { expiresAt }),
    });
    await tenants.putApiKey(hashed);
    call.logger.info('API key created', { keyId: hashed.key.id, keyRole: role });
    return {
      status: 201,
      body: { ...keyView(hashed.key, now), key: secret },
      headers: { location: `/v1/api-keys/${hashed.key.id}` },
    };
  },
});
