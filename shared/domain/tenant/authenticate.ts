import { hashApiKey, isApiKey } from './api-key.ts';
import { platformPrincipal, principalOf } from './principal.ts';
import type { Principal, TenantStore } from './tenant.ts';

/** `trace` names the credential for the log without giving it away: the start of its hash. */
export type Authentication =
  | { readonly kind: 'known'; readonly principal: Principal }
  | { readonly kind: 'unknown'; readonly reason: Denial; readonly trace?: string };

type Denial = 'no credential' | 'not a bearer credential' | 'not an API key' | 'unknown key' | 'tenant is gone';

const BEARER = /^Bearer +(\S+)$/i;
const TRACE_LENGTH = 8;

/** Finds out who calls, from the value of the Authorization header. Says who, never whether. */
export async function authenticate(
  header: string | undefined,
  store: Pick<TenantStore, 'getApiKey' | 'getTenant'>,
): Promise<Authentication> {
  if (header === undefined || header === '') return { kind: 'unknown', reason: 'no credential' };
  const credential = BEARER.exec(header)?.[1];
  if (credential === undefined) return { kind: 'unknown', reason: 'not a bearer credential' };
  const hash = hashApiKey(credential);
  const trace = hash.slice(0, TRACE_LENGTH);
  if (!isApiKey(credential)) return { kind: 'unknown', reason: 'not an API key', trace };
  const key = await store.getApiKey(hash);
  if (key === undefined) return { kind: 'unknown', reason: 'unknown key', trace };
  if (key.role === 'platform') return { kind: 'known', principal: platformPrincipal(key) };
  const tenant = await store.getTenant(key.tenantId);
  if (tenant === undefined) return { kind: 'unknown', reason: 'tenant is gone', trace };
  return { kind: 'known', principal: principalOf(key, tenant) };
}
