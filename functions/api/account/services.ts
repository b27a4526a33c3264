import { dynamoClient } from '../../../shared/clients/dynamodb/dynamo-client.ts';
import { DynamoTenantStore } from '../../../shared/clients/dynamodb/dynamo-tenant-store.ts';
import { DynamoUserStore } from '../../../shared/clients/dynamodb/dynamo-user-store.ts';
import { Table } from '../../../shared/clients/dynamodb/table.ts';
import { createSesMailer } from '../../../shared/clients/ses/ses-mailer.ts';
import { readEnv } from '../../../shared/contract/read-env.ts';
import type { Mailer } from '../../../shared/domain/mail/mailer.ts';
import { forgettingTenants } from '../../../shared/domain/tenant/forgetting-tenants.ts';
import { forgettingUsers } from '../../../shared/domain/tenant/forgetting-users.ts';
import { cachedProfiles, type Profiles } from '../../../shared/domain/tenant/profiles.ts';
import type { TenantStore } from '../../../shared/domain/tenant/tenant.ts';
import type { UserStore } from '../../../shared/domain/tenant/user.ts';
import type { ApiDeps } from '../../../shared/middleware/deps.ts';

/** What the routes of people, keys and tenants work with. */
export interface AccountServices {
  readonly tenants: TenantStore;
  readonly users: UserStore;
  /** For what people and keys are shown of themselves. */
  readonly profiles: Profiles;
  /** Absent: invitations are handed out by whoever makes them. */
  readonly mailer?: Mailer;
  /** Address of the team's own front end. */
  readonly appUrl?: string;
}

// Made at the start, not with the first request, which somebody waits for.
const client = dynamoClient();

export function createServices({ env, log, cache }: Pick<ApiDeps, 'env' | 'log' | 'cache'>): AccountServices {
  const { TABLE_NAME: tableName, MAIL_FROM: from, APP_URL: appUrl } = readEnv('api-account', env);
  const table = new Table({ client, tableName, log });
  const stores = { tenants: new DynamoTenantStore(table), users: new DynamoUserStore(table) };
  return {
    tenants: forgettingTenants(stores.tenants, cache),
    users: forgettingUsers(stores.users, cache),
    profiles: cachedProfiles(stores, cache),
    ...(from !== undefined && { mailer: createSesMailer(from) }),
    ...(appUrl !== undefined && { appUrl }),
  };
}
