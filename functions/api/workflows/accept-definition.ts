import { connectionsNamedIn } from '../../../shared/domain/connection/named-in.ts';
import { RequestError } from '../../../shared/domain/errors.ts';
import type { Json, JsonObject } from '../../../shared/domain/json/json.ts';
import type { Principal } from '../../../shared/domain/tenant/tenant.ts';
import type { Finding } from '../../../shared/domain/workflow/checks/codes.ts';
import type { Definition } from '../../../shared/domain/workflow/definition.ts';
import { type Validation, validateDefinition } from '../../../shared/domain/workflow/validate.ts';
import { NODE_TYPES } from '../../../shared/nodes/node-types.ts';
import type { WorkflowServices } from './services.ts';

export interface Accepted {
  /** As the author sent it. */
  readonly document: JsonObject;
  /** With defaults filled in. */
  readonly definition: Definition;
  readonly warnings: readonly Finding[];
}

/** Checks a definition by the limits and the connections of the caller's tenant. */
export async function checkDefinition(
  document: Json,
  { limits, tenantId }: Principal,
  { connections }: Pick<WorkflowServices, 'connections'>,
): Promise<Validation> {
  const named = connectionsNamedIn(Object(document));
  const missing = named.length === 0 ? new Set() : await connections.missingOf(tenantId, named);
  return validateDefinition(document, { nodeTypes: NODE_TYPES, limits, hasConnection: (name) => !missing.has(name) });
}

/** @throws RequestError 422 INVALID_DEFINITION with all issues as details */
export async function acceptDefinition(
  document: Json,
  principal: Principal,
  services: Pick<WorkflowServices, 'connections'>,
): Promise<Accepted> {
  const { definition, issues } = await checkDefinition(document, principal, services);
  if (definition !== undefined) return { document: document as JsonObject, definition, warnings: issues };
  throw new RequestError(422, 'INVALID_DEFINITION', 'The definition has errors; nothing was changed.', {
    details: issues,
  });
}
