import * as z from 'zod';
import type { SealedConnection } from '../../../shared/domain/connection/connection.ts';
import { ConnectionChangeSchema, CREDENTIALS } from '../../../shared/domain/connection/credentials.ts';
import { sealCredentials } from '../../../shared/domain/connection/sealing.ts';
import { RequestError } from '../../../shared/domain/errors.ts';
import type { Json, JsonObject } from '../../../shared/domain/json/json.ts';
import { hasRole } from '../../../shared/domain/tenant/principal.ts';
import type { Principal } from '../../../shared/domain/tenant/tenant.ts';
import { checkShape } from '../../../shared/domain/workflow/checks/shape.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import { findConnection } from './find-connection.ts';
import { changedMeanwhile, inUse, nameTaken, withSecrets } from './refusals.ts';
import type { ConnectionServices } from './services.ts';
import { connectionView } from './views.ts';

type Change = z.infer<typeof ConnectionChangeSchema>;

/** Gives a connection another name, other credentials as a whole, or other places where they may go. */
export const route = defineRoute({
  name: 'updateConnection',
  body: ConnectionChangeSchema,
  query: z.strictObject({ force: z.enum(['true', 'false']).default('false') }),
  async handle(call, { connections }: ConnectionServices) {
    const { principal, body } = call;
    const before = await findConnection(connections, principal.tenantId, call.params.connectionId);
    requireRightToHosts(body, principal);
    const { name = before.name } = body;
    if (name !== before.name && call.query.force !== 'true') {
      const uses = await connections.usesOf(principal.tenantId, before.name);
      if (uses.length > 0) throw inUse(uses, 'rename');
    }
    const given = body.credentials && readCredentials(before, body.credentials as JsonObject);
    const sealed = given && (await withSecrets(() => sealCredentials(before, given, call.secrets, before)));
    const after = { ...changed(before, body), ...sealed, updatedAt: call.now(), revision: before.revision + 1 };
    const outcome = await connections.update(before, after);
    if (outcome === 'nameTaken') throw nameTaken(name);
    if (outcome === 'stale') throw changedMeanwhile();
    call.logger.info('Connection updated', { connectionId: before.id });
    const { lastTest: _test, authorizedAt: _at, ...rest } = after;
    return { status: 200, body: connectionView(after.fingerprint === before.fingerprint ? after : rest) };
  },
});

/** Who may not see the secrets may not have them sent elsewhere either, unless they bring new ones. */
function requireRightToHosts({ allowedHosts, credentials }: Change, principal: Principal): void {
  if (allowedHosts === undefined || credentials !== undefined || hasRole(principal, 'owner')) return;
  const message = 'Only owners may change where credentials are sent, unless the credentials are replaced as well.';
  throw new RequestError(403, 'FORBIDDEN', message);
}

function changed(before: SealedConnection, { name, allowedHosts, testUrl }: Change): SealedConnection {
  const { allowedHosts: hostsBefore, testUrl: urlBefore, ...rest } = before;
  const hosts = allowedHosts === undefined ? hostsBefore : allowedHosts;
  const url = testUrl === undefined ? urlBefore : testUrl;
  return {
    ...rest,
    ...(name !== undefined && { name }),
    ...(hosts && { allowedHosts: hosts }),
    ...(url && { testUrl: url }),
  };
}

/** @throws RequestError 422 INVALID_BODY */
function readCredentials({ kind }: SealedConnection, given: JsonObject): JsonObject {
  const schema: z.ZodType = CREDENTIALS[kind];
  const result = schema.safeParse(given);
  if (result.success) return result.data as JsonObject;
  const details = checkShape(schema, given as Json, ['credentials']);
  throw new RequestError(422, 'INVALID_BODY', `The credentials are not of the kind ${kind}.`, { details });
}
