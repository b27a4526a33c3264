import { createDynamoConnectionStore } from '../../shared/clients/dynamodb/dynamo-connection-store.ts';
import { createDynamoConsentStore, createDynamoTokenStore } from '../../shared/clients/dynamodb/dynamo-token-store.ts';
import { Table } from '../../shared/clients/dynamodb/table.ts';
import type { ConnectionKind, SealedConnection } from '../../shared/domain/connection/connection.ts';
import { sealCredentials } from '../../shared/domain/connection/sealing.ts';
import { newId } from '../../shared/domain/id.ts';
import type { JsonObject } from '../../shared/domain/json/json.ts';
import type { OutboundClient, OutboundRequest, OutboundResponse } from '../../shared/domain/node/outbound.ts';
import { createVault } from '../../shared/domain/secret/vault.ts';
import { MemoryDynamo } from './dynamo/memory-dynamo.ts';
import { FakeLog } from './fake-log.ts';
import { MemoryDataKeys } from './memory-data-keys.ts';

export const TENANT = newId('ten', 1);

type Answer = Partial<Omit<OutboundResponse, 'body'>> & { readonly body?: unknown };

/** An outside world that answers as it is told, and remembers what it was asked. */
export class FakeOutbound implements OutboundClient {
  readonly requests: OutboundRequest[] = [];
  answer: (request: OutboundRequest) => Answer | Promise<Answer> = () => ({});

  async request(request: OutboundRequest): Promise<OutboundResponse> {
    this.requests.push(request);
    const { body = '', ...rest } = await this.answer(request);
    return {
      status: 200,
      headers: {},
      ...rest,
      body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    };
  }
}

/** Connections of a tenant over a table, a key service and a network in memory. */
export function connectionWorld() {
  const dynamo = new MemoryDynamo();
  const table = new Table({ client: dynamo.client, tableName: 'table', log: new FakeLog() });
  const keys = new MemoryDataKeys();
  const vault = createVault({ keys, now: Date.now });
  const connections = createDynamoConnectionStore(table);
  return {
    dynamo,
    table,
    keys,
    vault,
    connections,
    tokens: createDynamoTokenStore(table),
    consents: createDynamoConsentStore(table),
    outbound: new FakeOutbound(),
    async connect(
      kind: ConnectionKind,
      credentials: JsonObject,
      change: Partial<SealedConnection> = {},
    ): Promise<SealedConnection> {
      const id = newId('conn', Date.now());
      const connection: SealedConnection = {
        id,
        tenantId: TENANT,
        name: `${kind} ${id.slice(-6)}`,
        kind,
        ...(await sealCredentials({ id, kind }, credentials, vault.forTenant(TENANT))),
        createdAt: 1,
        updatedAt: 1,
        revision: 1,
        ...change,
      };
      await connections.create(connection, 100);
      return connection;
    },
  };
}

export const CLIENT_CREDENTIALS = {
  grant: 'client_credentials',
  tokenUrl: 'https://id.example/token',
  clientId: 'client',
  clientSecret: 'the-secret-of-the-client',
  clientAuth: 'basic',
  scopes: ['read'],
} as const;

export const AUTHORIZATION_CODE = {
  ...CLIENT_CREDENTIALS,
  grant: 'authorization_code',
  authorizeUrl: 'https://id.example/authorize',
} as const;
