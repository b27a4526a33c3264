import * as z from 'zod';
import { defineRoute } from '../../../shared/middleware/route.ts';
import { findConnection } from './find-connection.ts';
import { changedMeanwhile, inUse } from './refusals.ts';
import type { ConnectionServices } from './services.ts';

/** Forgets a connection, its credentials and its token. */
export const route = defineRoute({
  name: 'deleteConnection',
  query: z.strictObject({ force: z.enum(['true', 'false']).default('false') }),
  async handle(call, { connections }: ConnectionServices) {
    const { tenantId } = call.principal;
    const connection = await findConnection(connections, tenantId, call.params.connectionId);
    const uses = call.query.force === 'true' ? [] : await connections.usesOf(tenantId, connection.name);
    if (uses.length > 0) throw inUse(uses, 'delete');
    if ((await connections.remove(connection)) === 'stale') throw changedMeanwhile();
    call.logger.info('Connection deleted', { connectionId: connection.id });
    return { status: 204 };
  },
});
