import { callSettings } from '../../../shared/clients/dynamodb/call-settings.ts';
import { dynamoClient } from '../../../shared/clients/dynamodb/dynamo-client.ts';
import { createDynamoConsentStore } from '../../../shared/clients/dynamodb/dynamo-token-store.ts';
import { Table } from '../../../shared/clients/dynamodb/table.ts';
import { createOutboundClient } from '../../../shared/clients/http/outbound-client.ts';
import { createKmsDataKeys } from '../../../shared/clients/kms/kms-data-keys.ts';
import { readEnv } from '../../../shared/contract/read-env.ts';
import { VERSION } from '../../../shared/contract/version.ts';
import type { AuditTrail } from '../../../shared/domain/audit/audit.ts';
import type { ConsentStore } from '../../../shared/domain/connection/store.ts';
import type { OutboundClient } from '../../../shared/domain/node/outbound.ts';
import { createVault, type Vault } from '../../../shared/domain/secret/vault.ts';
import { vaultOfTenant } from '../../../shared/domain/secret/vault-of-tenant.ts';
import type { ApiDeps } from '../../../shared/middleware/deps.ts';

/** What taking people back from a consent page works with. */
export interface OAuthServices {
  /** By tenant, which the state names. */
  readonly consentsOf: (tenantId: string) => ConsentStore;
  /** Opens and seals tokens only: credentials of connections are out of its reach. */
  readonly vaultOf: (tenantId: string) => Pick<Vault, 'forTenant'>;
  /** By tenant, whose breakers stand before it. */
  readonly outboundOf: (tenantId: string) => OutboundClient;
  /** Absent where none is kept. */
  readonly trail?: AuditTrail | undefined;
}

// Made at the start, not with the first request, which somebody waits for.
dynamoClient();

type Deps = Pick<ApiDeps, 'env' | 'log' | 'now' | 'aws' | 'audit' | 'settings' | 'breakers'>;

export function createServices({ env: all, log, now, aws, audit: trail, settings, breakers }: Deps): OAuthServices {
  const env = readEnv('api-oauth', all);
  const { TABLE_NAME: tableName, SECRETS_KEY_ARN: keyArn } = env;
  const outbound = createOutboundClient({
    version: VERSION,
    allow: listOf(env.OUTBOUND_ALLOW),
    deny: listOf(env.OUTBOUND_DENY),
  });
  return {
    consentsOf: (tenantId) => {
      const client = aws(tenantId).dynamo;
      return createDynamoConsentStore(new Table({ client, tableName, log, settings: callSettings(settings) }));
    },
    vaultOf: vaultOfTenant((tenantId) =>
      createVault({ keys: createKmsDataKeys({ keyArn, connect: aws(tenantId).kms }), now, cache: { oneTenant: true } }),
    ),
    outboundOf: (tenantId) => breakers(tenantId, outbound),
    trail,
  };
}

const listOf = (value: string | undefined): string[] => value?.split(',').filter(Boolean) ?? [];
