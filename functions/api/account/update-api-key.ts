import * as z from 'zod';
import { NameSchema } from '../../../shared/domain/text/name.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import { ExpirySchema, readExpiry } from './expiry.ts';
import { findApiKey } from './find-api-key.ts';
import type { AccountServices } from './services.ts';
import { keyView } from './views.ts';

/** Gives a key another name or another end; null is no end. Its role stays: a key of another role is another key. */
export const route = defineRoute({
  name: 'updateApiKey',
  body: z.strictObject({ name: NameSchema.optional(), expiresAt: ExpirySchema.optional() }),
  async handle(call, { tenants }: AccountServices) {
    const now = call.now();
    const { name } = call.body;
    const expiresAt = readExpiry(call.body.expiresAt, now);
    const key = await findApiKey(tenants, call.principal.tenantId, call.params.keyId);
    const change = { ...(name !== undefined && { name }), ...(expiresAt !== undefined && { expiresAt }) };
    const after = await tenants.updateApiKey(key, change, now);
    call.logger.info('API key changed', { keyId: key.id });
    return { status: 200, body: keyView(after, now) };
  },
});
