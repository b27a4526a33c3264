import type { SealedConnection } from '../../../shared/domain/connection/connection.ts';
import { NewConnectionSchema } from '../../../shared/domain/connection/credentials.ts';
import { sealCredentials } from '../../../shared/domain/connection/sealing.ts';
import { newId } from '../../../shared/domain/id.ts';
import type { JsonObject } from '../../../shared/domain/json/json.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import { nameTaken, tooManyConnections, withSecrets } from './refusals.ts';
import type { ConnectionServices } from './services.ts';
import { connectionView } from './views.ts';

/** Seals credentials under a name. */
export const route = defineRoute({
  name: 'createConnection',
  body: NewConnectionSchema,
  async handle(call, { connections }: ConnectionServices) {
    const { principal, body } = call;
    const { name, kind, allowedHosts, testUrl } = body;
    const now = call.now();
    const id = newId('conn', now);
    const credentials = body.credentials as JsonObject;
    const connection: SealedConnection = {
      id,
      tenantId: principal.tenantId,
      name,
      kind,
      ...(await withSecrets(() => sealCredentials({ id, kind }, credentials, call.secrets))),
      ...(allowedHosts !== undefined && { allowedHosts }),
      ...(testUrl !== undefined && { testUrl }),
      createdAt: now,
      updatedAt: now,
      revision: 1,
    };
    const outcome = await connections.create(connection, principal.limits.connections);
    if (outcome === 'nameTaken') throw nameTaken(name);
    if (outcome === 'full') throw tooManyConnections(principal.limits.connections);
    call.logger.info('Connection created', { connectionId: id, kind });
    return { status: 201, body: connectionView(connection), headers: { location: `/v1/connections/${id}` } };
  },
});
