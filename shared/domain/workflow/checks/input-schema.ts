import type { JsonObject } from '../../json/json.ts';
import { checkSchema } from '../../json-schema/check-schema.ts';
import { type Finding, issue } from './codes.ts';
import { pointer } from './pointer.ts';

/**
 * Whether a schema is one that inputs can be checked against: `checkSchema` accepts it, and it is one of an object.
 * @param schema not deeper than MAX_DEPTH
 */
export function checkInputSchema(schema: JsonObject, at: string): Finding[] {
  const found = checkSchema(schema).map(({ kind, path, message, hint }) =>
    issue(`INPUT_SCHEMA_${kind}`, `${at}${pointer(path)}`, message, hint),
  );
  if (schema.type === 'object') return found;
  const message = 'The schema of an input has "type": "object": the input of a run is an object.';
  return [issue('INPUT_SCHEMA_INVALID', `${at}/type`, message), ...found];
}
