import { perTenant } from '../per-tenant.ts';
import type { Vault } from './vault.ts';

/**
 * A vault for the tenant that is served now. When another one is, the keys of the last are forgotten: what a process
 * has in its memory opens the secrets of one tenant at most.
 */
export const vaultOfTenant = (open: (tenantId: string) => Vault): ((tenantId: string) => Vault) =>
  perTenant(open, { capacity: 1, forget: (vault, tenantId) => vault.clear(tenantId) });
