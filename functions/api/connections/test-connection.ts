import { testConnection } from '../../../shared/clients/connections/test-connection.ts';
import { TestBodySchema } from '../../../shared/domain/connection/credentials.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import { findConnection } from './find-connection.ts';
import type { ConnectionServices } from './services.ts';

/** Tries the credentials by a harmless call. Nothing of the service's answer is passed on but its status. */
export const route = defineRoute({
  name: 'testConnection',
  body: TestBodySchema,
  async handle(call, { connections, calls }: ConnectionServices) {
    const { tenantId } = call.principal;
    const connection = await findConnection(connections, tenantId, call.params.connectionId);
    const outcome = await testConnection(connection, call.body?.testUrl, call.secrets, calls);
    const testedAt = call.now();
    await connections.noteTest(tenantId, connection.id, { ...outcome, testedAt });
    call.logger.info('Connection tested', { connectionId: connection.id, ok: outcome.ok, status: outcome.status });
    return { status: 200, body: { ...outcome, testedAt: new Date(testedAt).toISOString() } };
  },
});
