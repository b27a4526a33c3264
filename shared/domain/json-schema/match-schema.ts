import type { OutputUnit, Schema } from '@cfworker/json-schema';
import type { Issue } from '../errors.ts';
import { isJsonObject, type Json, type JsonObject } from '../json/json.ts';

/** Values of the schema times values of what is checked: what a check may cost at most, about a second. */
const MAX_WORK = 5_000_000;
/** Under this, everything that is wrong is told; over it, the first thing. */
const SMALL_WORK = 100_000;
const MAX_ISSUES = 50;
const MAX_MESSAGE_LENGTH = 300;

export type SchemaMatch =
  | { readonly kind: 'match' }
  /** At most 50 issues; none when the value cannot even be walked over. */
  | { readonly kind: 'mismatch'; readonly issues: readonly Issue[] }
  /** The check would take too long. */
  | { readonly kind: 'tooLarge' };

/**
 * Checks a value against a JSON Schema. Linear in schema times value, and never longer than about a second.
 * @param schema accepted by `checkSchema`
 * @param at JSON pointer to the value, which the issues' paths begin with
 */
export async function matchSchema(schema: JsonObject, value: Json, at: string): Promise<SchemaMatch> {
  const work = countValues(schema) * countValues(value);
  if (work > MAX_WORK) return { kind: 'tooLarge' };
  // Between long checks others have their turn: timers, such as the one that keeps a lease, among them.
  if (work > SMALL_WORK) await new Promise((resolve) => setImmediate(resolve));
  // Loaded here, because most of what runs has no schema.
  const { Validator } = await import('@cfworker/json-schema');
  const { valid, errors } = attempt(() =>
    new Validator(schema as Schema, '2020-12', work > SMALL_WORK).validate(value),
  );
  if (valid) return { kind: 'match' };
  const issues = errors
    .filter(isLeaf)
    .slice(0, MAX_ISSUES)
    .map((unit) => toIssue(unit, at));
  return { kind: 'mismatch', issues };
}

/**
 * Texts of megabytes and lists of errors can exhaust the stack, and property names with unpaired surrogates cannot be
 * spelled in the validator's pointers. Such a value is not one that can be accepted.
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

function toIssue({ keyword, instanceLocation, error }: OutputUnit, at: string): Issue {
  const path = `${at}${decodeURIComponent(instanceLocation.slice(1))}`;
  const message = keyword === 'false' ? 'The schema allows no value here.' : error.slice(0, MAX_MESSAGE_LENGTH);
  return { path, code: CODES[keyword] ?? 'INVALID_VALUE', message };
}
