import { defineRoute } from '../../../shared/middleware/route.ts';
import { findApiKey } from './find-api-key.ts';
import type { AccountServices } from './services.ts';

/** Ends a key and its secrets. Caches of the authorizer may believe in it for a minute more. */
export const route = defineRoute({
  name: 'revokeApiKey',
  async handle(call, { tenants }: AccountServices) {
    const key = await findApiKey(tenants, call.principal.tenantId, call.params.keyId);
    await tenants.revokeApiKey(key);
    call.logger.info('API key revoked', { keyId: key.id });
    return { status: 204 };
  },
});
