import * as z from 'zod';
import { openCredentials } from '../../../shared/domain/connection/sealing.ts';
import { RequestError } from '../../../shared/domain/errors.ts';
import type { Json } from '../../../shared/domain/json/json.ts';
import { hasRole } from '../../../shared/domain/tenant/principal.ts';
import type { Principal } from '../../../shared/domain/tenant/tenant.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import { findConnection } from './find-connection.ts';
import { withSecrets } from './refusals.ts';
import type { ConnectionServices } from './services.ts';
import { connectionView, usedByView } from './views.ts';

/** One connection with its uses. Its secrets are shown to owners who ask for them, and that is written down first. */
export const route = defineRoute({
  name: 'getConnection',
  query: z.strictObject({ reveal: z.enum(['true', 'false']).default('false') }),
  async handle(call, { connections }: ConnectionServices) {
    const { tenantId } = call.principal;
    const reveal = call.query.reveal === 'true';
    if (reveal) requireOwner(call.principal);
    const connection = await findConnection(connections, tenantId, call.params.connectionId);
    const uses = await connections.usesOf(tenantId, connection.name);
    const usedBy = usedByView(uses);
    if (!reveal) return { status: 200, body: { ...connectionView(connection), usedBy } };
    const { credentials } = await withSecrets(() => openCredentials(connection, call.secrets));
    await call.audit({ revealed: true });
    call.logger.info('Connection revealed', { connectionId: connection.id });
    const body = { ...connectionView(connection, credentials as Json), usedBy };
    // Other reads may be kept by who asked.
    return { status: 200, headers: { 'cache-control': 'no-store' }, body };
  },
});

function requireOwner(principal: Principal): void {
  if (hasRole(principal, 'owner')) return;
  throw new RequestError(403, 'FORBIDDEN', 'Only owners may see the secrets of a connection.');
}
