import type { SealedConnection } from '../../../shared/domain/connection/connection.ts';
import type { ConnectionStore } from '../../../shared/domain/connection/store.ts';
import { notFound } from '../../../shared/domain/errors.ts';

/** @throws RequestError 404 NOT_FOUND, for absent connections and those of other tenants */
export async function findConnection(
  connections: ConnectionStore,
  tenantId: string,
  connectionId: string,
): Promise<SealedConnection> {
  const connection = await connections.get(tenantId, connectionId);
  if (connection === undefined) throw notFound('connection');
  return connection;
}
