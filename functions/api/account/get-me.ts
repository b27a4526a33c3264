import { RequestError } from '../../../shared/domain/errors.ts';
import type { Principal } from '../../../shared/domain/tenant/tenant.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import { findCaller } from './caller.ts';
import { meOf } from './me.ts';
import type { AccountServices } from './services.ts';
import { keyView } from './views.ts';

/** Who the credential belongs to, and what it may do. */
export const route = defineRoute({
  name: 'getMe',
  async handle(call, services: AccountServices) {
    const { principal } = call;
    if (principal.role === 'platform') return { status: 200, body: { kind: 'key', role: 'platform' } };
    if (principal.kind === 'key') return { status: 200, body: await keyMe(principal, services, call.now()) };
    const caller = await findCaller(services.profiles, principal, call.now());
    return { status: 200, body: await meOf(caller, principal, services) };
  },
});

async function keyMe({ tenantId, principalId }: Principal, { profiles }: AccountServices, now: number) {
  const [key, tenant] = await Promise.all([profiles.getKeyRecord(tenantId, principalId), profiles.getTenant(tenantId)]);
  if (key === undefined || tenant === undefined) {
    throw new RequestError(401, 'UNAUTHORIZED', 'The key was revoked a moment ago.');
  }
  const { id, name, role, hint, expiresAt } = keyView(key, now);
  return {
    kind: 'key',
    key: { id, name, role, hint, expiresAt },
    tenant: { id: tenant.id, name: tenant.name, role, tier: tenant.tier },
  };
}
