import { RequestError } from '../../../shared/domain/errors.ts';
import type { Json, JsonObject } from '../../../shared/domain/json/json.ts';
import type { Principal } from '../../../shared/domain/tenant/tenant.ts';
import type { Finding } from '../../../shared/domain/workflow/checks/codes.ts';
import type { Definition } from '../../../shared/domain/workflow/definition.ts';
import { type Validation, validateDefinition } from '../../../shared/domain/workflow/validate.ts';
import { NODE_TYPES } from '../../../shared/nodes/node-types.ts';

export interface Accepted {
  /** As the author sent it. */
  readonly document: JsonObject;
  /** With defaults filled in. */
  readonly definition: Definition;
  readonly warnings: readonly Finding[];
}

/** Checks a definition by the limits of the caller's tenant. */
export const checkDefinition = (document: Json, { limits }: Principal): Validation =>
  validateDefinition(document, { nodeTypes: NODE_TYPES, limits });

/** @throws RequestError 422 INVALID_DEFINITION with all issues as details */
export function acceptDefinition(document: Json, principal: Principal): Accepted {
  const { definition, issues } = checkDefinition(document, principal);
  if (definition !== undefined) return { document: document as JsonObject, definition, warnings: issues };
  throw new RequestError(422, 'INVALID_DEFINITION', 'The definition has errors; nothing was changed.', {
    details: issues,
  });
}
