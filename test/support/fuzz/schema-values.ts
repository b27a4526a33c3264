import fc from 'fast-check';
import type { JsonSchema, OpenApiDocument } from '../../../openapi/open-api.ts';

const PLACE = '#/components/schemas/';
/** Below it, what may be left out is. */
const MAX_DEPTH = 4;

type Schemas = OpenApiDocument['components']['schemas'];

/** Values that fit a schema, or nearly so: what a schema of JSON says that is not read here is left to chance. */
export function valuesOf(schema: JsonSchema, schemas: Schemas, depth = 0): fc.Arbitrary<unknown> {
  const { $ref, const: constant, enum: values, anyOf, oneOf, type } = schema;
  if (typeof $ref === 'string') return valuesOf(schemas[$ref.replace(PLACE, '')] ?? {}, schemas, depth);
  if (constant !== undefined) return fc.constant(constant);
  if (Array.isArray(values)) return fc.constantFrom(...(values as unknown[]));
  const choices = anyOf ?? oneOf;
  if (Array.isArray(choices)) return fc.oneof(...(choices as JsonSchema[]).map((one) => valuesOf(one, schemas, depth)));
  switch (type) {
    case 'string':
      return textOf(schema);
    case 'integer':
      return fc.integer(boundsOf(schema));
    case 'number':
      return fc.double({ ...boundsOf(schema), noNaN: true, noDefaultInfinity: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return arrayOf(schema, schemas, depth);
    case 'object':
      return objectOf(schema, schemas, depth);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function textOf({ pattern, format, minLength, maxLength }: JsonSchema): fc.Arbitrary<string> {
  if (format === 'date-time') {
    const from = { min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true };
    return fc.date(from).map((date) => date.toISOString());
  }
  if (format === 'email') return fc.emailAddress();
  if (format === 'uri') return fc.webUrl();
  if (typeof pattern === 'string') return fc.stringMatching(new RegExp(pattern), { size: 'small' });
  const shortest = typeof minLength === 'number' ? minLength : 0;
  const longest = typeof maxLength === 'number' ? Math.min(maxLength, shortest + 40) : shortest + 40;
  const length = { minLength: shortest, maxLength: longest };
  return fc.oneof(fc.string(length), fc.string({ ...length, unit: 'grapheme' }), fc.constant('{{ input.a + 1 }}'));
}

function boundsOf({ minimum, maximum, exclusiveMinimum }: JsonSchema) {
  const min = typeof minimum === 'number' ? minimum : typeof exclusiveMinimum === 'number' ? exclusiveMinimum + 1 : -10;
  return { min, max: typeof maximum === 'number' ? maximum : Math.max(min, 100_000) };
}

function arrayOf({ items, minItems }: JsonSchema, schemas: Schemas, depth: number): fc.Arbitrary<unknown> {
  const minLength = typeof minItems === 'number' ? minItems : 0;
  const maxLength = depth >= MAX_DEPTH ? minLength : minLength + 3;
  return fc.array(valuesOf((items ?? {}) as JsonSchema, schemas, depth + 1), { minLength, maxLength });
}

function objectOf(
  { properties = {}, required = [] }: JsonSchema,
  schemas: Schemas,
  depth: number,
): fc.Arbitrary<unknown> {
  const needed = new Set(required as readonly string[]);
  const fields = Object.entries(properties as Readonly<Record<string, JsonSchema>>).filter(
    ([name]) => depth < MAX_DEPTH || needed.has(name),
  );
  const model = Object.fromEntries(fields.map(([name, one]) => [name, valuesOf(one, schemas, depth + 1)]));
  return fc.record(model, { requiredKeys: [...needed].filter((name) => Object.hasOwn(model, name)) });
}
