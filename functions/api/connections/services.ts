import type { TenantAws } from '../../../shared/clients/aws/tenant-aws.ts';
import type { CallDeps } from '../../../shared/clients/connections/call-with-connection.ts';
import { TokenKeeper } from '../../../shared/clients/connections/token-keeper.ts';
import { callSettings } from '../../../shared/clients/dynamodb/call-settings.ts';
import { dynamoClient } from '../../../shared/clients/dynamodb/dynamo-client.ts';
import { createDynamoConnectionStore } from '../../../shared/clients/dynamodb/dynamo-connection-store.ts';
import {
  createDynamoConsentStore,
  createDynamoTokenStore,
} from '../../../shared/clients/dynamodb/dynamo-token-store.ts';
import { Table } from '../../../shared/clients/dynamodb/table.ts';
import { createOutboundClient } from '../../../shared/clients/http/outbound-client.ts';
import { readEnv } from '../../../shared/contract/read-env.ts';
import { VERSION } from '../../../shared/contract/version.ts';
import type { ConnectionStore, ConsentStore } from '../../../shared/domain/connection/store.ts';
import { systemClock } from '../../../shared/domain/engine/clock.ts';
import type { ApiDeps } from '../../../shared/middleware/deps.ts';

/** What the routes of connections work with. */
export interface ConnectionServices {
  readonly connections: ConnectionStore;
  readonly consents: ConsentStore;
  /** For calls with the credentials of a connection. */
  readonly calls: CallDeps;
  /** Base address of the API as browsers reach it. */
  readonly publicUrl: string;
}

// Made at the start, not with the first request, which somebody waits for: its connections serve every tenant.
dynamoClient();

type Deps = Pick<ApiDeps, 'env' | 'log' | 'now' | 'settings' | 'breakers'>;

export function createServices(
  { env: all, log, now, settings, breakers }: Deps,
  { dynamo: client }: TenantAws,
  tenantId: string,
): ConnectionServices {
  const env = readEnv('api-connections', all);
  const table = new Table({ client, tableName: env.TABLE_NAME, log, settings: callSettings(settings) });
  const direct = createOutboundClient({
    version: VERSION,
    allow: listOf(env.OUTBOUND_ALLOW),
    deny: listOf(env.OUTBOUND_DENY),
  });
  const outbound = breakers(tenantId, direct);
  const clock = { ...systemClock, now };
  const tokens = new TokenKeeper({ tokens: createDynamoTokenStore(table), outbound, clock });
  return {
    connections: createDynamoConnectionStore(table),
    consents: createDynamoConsentStore(table),
    calls: { outbound, tokens, clock },
    publicUrl: env.PUBLIC_URL,
  };
}

const listOf = (value: string | undefined): string[] => value?.split(',').filter(Boolean) ?? [];
