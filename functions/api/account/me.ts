import type { Principal } from '../../../shared/domain/tenant/tenant.ts';
import type { Caller } from './caller.ts';
import type { AccountServices } from './services.ts';
import { userView } from './views.ts';

/** A person as they see themselves: `tenant` is the one that this very credential works in. */
export async function meOf(
  { user, stored }: Caller,
  { tenantId }: Principal,
  { profiles }: Pick<AccountServices, 'profiles'>,
) {
  const ids = await profiles.tenantsOf(user.hash);
  const memberships = await Promise.all(
    ids.map(async (id) => {
      const [tenant, member] = await Promise.all([profiles.getTenant(id), profiles.getMember(id, user.id)]);
      return tenant && member ? [{ id, name: tenant.name, role: member.role, tier: tenant.tier }] : [];
    }),
  );
  const all = memberships.flat();
  return {
    kind: 'user' as const,
    user: userView(user, stored !== undefined),
    tenant: all.find(({ id }) => id === tenantId) ?? null,
    tenants: all.map(({ tier: _tier, ...membership }) => membership),
  };
}
