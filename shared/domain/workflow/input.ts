import { RequestError } from '../errors.ts';
import type { JsonObject } from '../json/json.ts';
import { matchSchema } from '../json-schema/match-schema.ts';

/**
 * Checks the input of a run against the schema of its workflow; without a schema, every object is welcome.
 * @param schema accepted by `checkInputSchema`
 * @throws RequestError 422 INVALID_INPUT whose details point into the request, `/input/...`
 */
export async function validateInput(schema: JsonObject | undefined, input: JsonObject): Promise<void> {
  if (schema === undefined) return;
  const result = await matchSchema(schema, input, '/input');
  if (result.kind === 'match') return;
  const [message, details] =
    result.kind === 'tooLarge'
      ? ['The input is too large to be checked against the schema of the workflow.', []]
      : ['The input does not match the schema of the workflow.', result.issues];
  throw new RequestError(422, 'INVALID_INPUT', message, { details });
}
