import { defineRoute } from '../../../shared/middleware/route.ts';
import { findApiKey } from './find-api-key.ts';
import type { AccountServices } from './services.ts';
import { keyView } from './views.ts';

export const route = defineRoute({
  name: 'getApiKey',
  async handle(call, { tenants }: AccountServices) {
    const key = await findApiKey(tenants, call.principal.tenantId, call.params.keyId);
    return { status: 200, body: keyView(key, call.now()) };
  },
});
