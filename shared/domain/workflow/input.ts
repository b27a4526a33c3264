import type { OutputUnit, Schema } from '@cfworker/json-schema';
import { type Issue, RequestError } from '../errors.ts';
import { isJsonObject, type Json, type JsonObject } from '../json/json.ts';

/** Values of the schema times values of the input: what a check may cost at most, about a second. */
const MAX_WORK = 5_000_000;
/** Under this, everything that is wrong is told; over it, the first thing. */
const SMALL_WORK = 100_000;
const MAX_ISSUES = 50;
const MAX_MESSAGE_LENGTH = 300;

/**
 * Checks the input of a run against the schema of its workflow; without a schema, every object is welcome.
 * @param schema accepted by `checkInputSchema`
 * @throws RequestError 422 INVALID_INPUT whose details point into the request, `/input/...`
 */
export async function validateInput(schema: JsonObject | undefined, input: JsonObject): Promise<void> {
  if (schema === undefined) return;
  const work = countValues(schema) * countValues(input);
  if (work > MAX_WORK)
    throw invalidInput('The input is too large to be checked against the schema of the workflow.', []);
  // Loaded here, because a workflow without a schema does not need it.
  const { Validator } = await import('@cfworker/json-schema');
  const { valid, errors } = attempt(() =>
    new Validator(schema as Schema, '2020-12', work > SMALL_WORK).validate(input),
  );
  if (valid) return;
  const details = errors.filter(isLeaf).slice(0, MAX_ISSUES).map(toIssue);
  throw invalidInput('The input does not match the schema of the workflow.', details);
}

const invalidInput = (message: string, details: readonly Issue[]): RequestError =>
  new RequestError(422, 'INVALID_INPUT', message, { details });

/**
 * Texts of megabytes and lists of errors can exhaust the stack, and property names with unpaired surrogates cannot be
 * spelled in the validator's pointers. Such an input is not one that can be accepted.
 */
function attempt(validate: () => { valid: boolean; errors: OutputUnit[] }): { valid: boolean; errors: OutputUnit[] } {
  try {
    return validate();
  } catch (cause) {
    if (!(cause instanceof RangeError || cause instanceof URIError)) throw cause;
    return { valid: false, errors: [] };
  }
}

function countValues(value: Json): number {
  let count = 0;
  const open: Json[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    count += 1;
    if (Array.isArray(next)) for (const inner of next) open.push(inner as Json);
    else if (isJsonObject(next)) for (const inner of Object.values(next)) open.push(inner);
  }
  return count;
}

/** Keywords that only say that something deeper is wrong, which has an error of its own. */
const WRAPPERS: ReadonlySet<string> = new Set([
  'properties',
  'additionalProperties',
  'unevaluatedProperties',
  'items',
  'prefixItems',
  'unevaluatedItems',
  'dependentSchemas',
  'propertyNames',
  'allOf',
  'if',
]);

const isLeaf = ({ keyword }: OutputUnit): boolean => !WRAPPERS.has(keyword);

const CODES: Readonly<Record<string, string>> = {
  required: 'MISSING_FIELD',
  dependentRequired: 'MISSING_FIELD',
  type: 'WRONG_TYPE',
  format: 'WRONG_FORMAT',
  minimum: 'OUT_OF_RANGE',
  maximum: 'OUT_OF_RANGE',
  exclusiveMinimum: 'OUT_OF_RANGE',
  exclusiveMaximum: 'OUT_OF_RANGE',
  multipleOf: 'OUT_OF_RANGE',
  minLength: 'OUT_OF_RANGE',
  maxLength: 'OUT_OF_RANGE',
  minItems: 'OUT_OF_RANGE',
  maxItems: 'OUT_OF_RANGE',
  minProperties: 'OUT_OF_RANGE',
  maxProperties: 'OUT_OF_RANGE',
  false: 'UNKNOWN_FIELD',
};

function toIssue({ keyword, instanceLocation, error }: OutputUnit): Issue {
  const path = `/input${decodeURIComponent(instanceLocation.slice(1))}`;
  const message = keyword === 'false' ? 'The schema allows no value here.' : error.slice(0, MAX_MESSAGE_LENGTH);
  return { path, code: CODES[keyword] ?? 'INVALID_VALUE', message };
}
