import type { TenantAws } from '../../../shared/clients/aws/tenant-aws.ts';
import type { Connecting } from '../../../shared/clients/connections/connected-client.ts';
import { createDynamoConnectionStore } from '../../../shared/clients/dynamodb/dynamo-connection-store.ts';
import { DynamoTenantStore } from '../../../shared/clients/dynamodb/dynamo-tenant-store.ts';
import { createDynamoTokenStore } from '../../../shared/clients/dynamodb/dynamo-token-store.ts';
import { processAuditTrail } from '../../../shared/clients/dynamodb/process-audit-trail.ts';
import type { Table } from '../../../shared/clients/dynamodb/table.ts';
import { createKmsDataKeys } from '../../../shared/clients/kms/kms-data-keys.ts';
import { processSettings } from '../../../shared/clients/ssm/process-settings.ts';
import { createSecretUseRecorder } from '../../../shared/domain/audit/secret-uses.ts';
import type { Log } from '../../../shared/domain/log.ts';
import { perTenant } from '../../../shared/domain/per-tenant.ts';
import { createVault, type Vault } from '../../../shared/domain/secret/vault.ts';
import { vaultOfTenant } from '../../../shared/domain/secret/vault-of-tenant.ts';
import { limitsOf } from '../../../shared/domain/tenant/tiers.ts';

interface ConnectingOptions {
  readonly table: Table;
  readonly keyArn: string;
  readonly aws: (tenantId: string) => TenantAws;
  readonly log: Log;
}

let vaults: ((tenantId: string) => Vault) | undefined;

/** What calls with the credentials of connections need. */
export function connecting({ table, keyArn, aws, log }: ConnectingOptions): Connecting {
  vaults ??= vaultOfTenant((tenantId) => {
    const keys = createKmsDataKeys({ keyArn, connect: aws(tenantId).kms });
    return createVault({ keys, now: Date.now, cache: { oneTenant: true } });
  });
  const vaultOf = vaults;
  const record = createSecretUseRecorder({ trail: processAuditTrail(process.env, log), log, now: Date.now });
  const historyDays = perTenant((tenantId) => historyDaysOf(new DynamoTenantStore(table), tenantId));
  return {
    connections: createDynamoConnectionStore(table),
    tokens: createDynamoTokenStore(table),
    vault: { forTenant: (tenantId) => vaultOf(tenantId).forTenant(tenantId) },
    onUse: async ({ name: _name, ...use }, connectionId) => {
      if (!processSettings().current().flags.auditLog) return;
      await record({ ...use, connectionId, historyDays: await historyDays(use.tenantId) });
    },
  };
}

/** Kept for longer rather than lost where the tenant cannot be read. */
async function historyDaysOf(tenants: DynamoTenantStore, tenantId: string): Promise<number | null> {
  const tenant = await tenants.getTenant(tenantId).catch(() => undefined);
  return tenant === undefined ? null : limitsOf(tenant.tier, tenant.limits).historyDays;
}
