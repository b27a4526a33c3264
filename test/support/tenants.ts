import { createHash } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { CloudInfo } from '../../local/cloud/info.ts';
import { DynamoTenantStore } from '../../shared/clients/dynamodb/dynamo-tenant-store.ts';
import { DynamoUserStore } from '../../shared/clients/dynamodb/dynamo-user-store.ts';
import { Table } from '../../shared/clients/dynamodb/table.ts';
import type { Role } from '../../shared/contract/routes.ts';
import { newId } from '../../shared/domain/id.ts';
import { generateApiKey, hashApiKey } from '../../shared/domain/tenant/api-key.ts';
import { createTenant } from '../../shared/domain/tenant/create-tenant.ts';
import type { Invitation } from '../../shared/domain/tenant/user.ts';
import { FakeLog } from './fake-log.ts';

/** The table of a cloud, as its functions see it. */
export const tableOf = ({ endpoint, region, tableName }: CloudInfo): Table =>
  new Table({
    client: new DynamoDBClient({ endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }),
    tableName,
    log: new FakeLog(),
  });

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Callers beside the owner of the demo tenant. */
export function callersOf(cloud: CloudInfo) {
  const store = new DynamoTenantStore(tableOf(cloud));
  return {
    /** A key of the demo tenant. */
    async withRole(role: Role): Promise<{ readonly id: string; readonly key: string }> {
      const key = generateApiKey();
      const id = newId('key', Date.now());
      const record = { id, tenantId: cloud.tenantId, name: role, role, createdAt: Date.now() };
      await store.putApiKey({ hash: hashApiKey(key), key: record });
      return { id, key };
    },
    /** The key of the owner of another tenant. */
    async stranger(): Promise<string> {
      const limits = { requestsPerMinute: 100_000, burstPerSecond: 10_000, strictRequestsPer15Minutes: 10_000 };
      return (await createTenant({ name: 'Stranger', tier: 'enterprise', limits }, store, Date.now())).apiKey;
    },
    /** A tenant that no limit of requests holds up, with the key of its owner. */
    async fuzzed(): Promise<{ readonly tenantId: string; readonly apiKey: string }> {
      const much = 1_000_000;
      const limits = { requestsPerMinute: much, burstPerSecond: much, strictRequestsPer15Minutes: much };
      return createTenant({ name: 'Fuzzed', tier: 'enterprise', limits }, store, Date.now());
    },
    /** The key of the owner of a tenant that the operator has suspended. */
    async suspended(): Promise<string> {
      const now = Date.now();
      const key = generateApiKey();
      const tenant = { id: newId('ten', now), name: 'Unpaid', tier: 'pro', createdAt: now } as const;
      const owner = {
        id: newId('key', now),
        tenantId: tenant.id,
        name: 'Owner',
        role: 'owner',
        createdAt: now,
      } as const;
      const suspended = { ...tenant, suspended: true, suspendedReason: 'The bill is not paid.' };
      await store.createTenant(suspended, { hash: hashApiKey(key), key: owner });
      return key;
    },
    /** The id of a user who has become a viewer of the demo tenant. */
    async member(): Promise<string> {
      const now = Date.now();
      const user = { id: newId('usr', now), hash: sha256(newId('usr', now)), preferences: {}, createdAt: now };
      const invitation: Invitation = {
        id: newId('inv', now),
        tenantId: cloud.tenantId,
        role: 'viewer',
        tokenHash: sha256(newId('inv', now)),
        invitedBy: 'test',
        createdAt: now,
        expiresAt: now + 60_000,
      };
      const users = new DynamoUserStore(tableOf(cloud));
      await users.putInvitation(invitation);
      await users.acceptInvitation(invitation, user, now);
      return user.id;
    },
  };
}
