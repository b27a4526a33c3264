import type { Issue } from '../../../domain/errors.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../domain/json/json.ts';
import { checkSchema } from '../../../domain/json-schema/check-schema.ts';
import { matchSchema } from '../../../domain/json-schema/match-schema.ts';
import { PermanentNodeError } from '../../../domain/node/errors.ts';
import type { NodeExecutor } from '../../../domain/node/node-type.ts';
import { pointer } from '../../../domain/workflow/checks/pointer.ts';
import { configInvalid } from '../../config-invalid.ts';

/** An error stands in the record of its step: it tells enough to find the rest. */
const MAX_ISSUES = 10;
const MAX_TEXT_LENGTH = 150;

/** Value: `value`, unchanged. */
export const dataValidate: NodeExecutor = {
  kind: 'pure',
  keepsInput: false,
  async execute({ value, schema }) {
    if (value === undefined) throw configInvalid('value', 'given');
    const match = await matchSchema(readSchema(schema), value, '');
    switch (match.kind) {
      case 'match':
        return { kind: 'ended', output: value };
      case 'mismatch':
        throw invalidData('The value does not match the schema.', match.issues);
      case 'tooLarge':
        throw invalidData('The value is too large to be checked against the schema.', []);
    }
  },
};

/** What an expression has made of a schema is checked as strictly as one that the author wrote down. */
function readSchema(schema: Json | undefined): JsonObject {
  if (!isJsonObject(schema)) throw configInvalid('schema', 'a JSON Schema');
  const [problem] = checkSchema(schema);
  if (problem === undefined) return schema;
  const data = { field: 'schema', path: pointer(problem.path).slice(0, MAX_TEXT_LENGTH) };
  throw new PermanentNodeError('CONFIG_INVALID', `The schema cannot be used: ${problem.message}`, { data });
}

function invalidData(message: string, issues: readonly Issue[]): PermanentNodeError {
  const told = issues.slice(0, MAX_ISSUES).map(({ path, code, message: text }) => ({
    path: path.slice(0, MAX_TEXT_LENGTH),
    code,
    message: text.slice(0, MAX_TEXT_LENGTH),
  }));
  return new PermanentNodeError('INVALID_DATA', message, { data: { issues: told } });
}
