import { notFound } from '../../../shared/domain/errors.ts';
import type { ApiKeyRecord, TenantStore } from '../../../shared/domain/tenant/tenant.ts';

/** @throws RequestError 404 NOT_FOUND, for absent keys and those of other tenants */
export async function findApiKey(tenants: TenantStore, tenantId: string, keyId: string): Promise<ApiKeyRecord> {
  const key = await tenants.getKeyRecord(tenantId, keyId);
  if (key === undefined) throw notFound('API key');
  return key;
}
