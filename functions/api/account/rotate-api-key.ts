import * as z from 'zod';
import { RequestError } from '../../../shared/domain/errors.ts';
import { MAX_OVERLAP_SECONDS, newRotation } from '../../../shared/domain/tenant/create-key.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import { findApiKey } from './find-api-key.ts';
import type { AccountServices } from './services.ts';
import { keyView } from './views.ts';

const BodySchema = z
  .strictObject({ overlapSeconds: z.int().min(0).max(MAX_OVERLAP_SECONDS).default(0) })
  .default({ overlapSeconds: 0 });

/** Gives a key another secret, which the answer shows, this once. The one of now goes on to work for the overlap. */
export const route = defineRoute({
  name: 'rotateApiKey',
  body: BodySchema,
  async handle(call, { tenants }: AccountServices) {
    const now = call.now();
    const key = await findApiKey(tenants, call.principal.tenantId, call.params.keyId);
    const { expiresAt = Number.POSITIVE_INFINITY } = key;
    if (expiresAt <= now)
      throw new RequestError(409, 'API_KEY_EXPIRED', 'The key has expired. Give it another end first.');
    const overlapMs = call.body.overlapSeconds * 1000;
    const { secret, rotation } = newRotation(overlapMs > 0 ? Math.min(now + overlapMs, expiresAt) : undefined);
    const after = await tenants.rotateApiKey(key, rotation);
    call.logger.info('API key rotated', { keyId: key.id, overlapMs });
    return { status: 200, body: { ...keyView(after, now), key: secret } };
  },
});
