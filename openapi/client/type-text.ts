import type { JsonSchema } from '../open-api.ts';

const PLACE = '#/components/schemas/';

/** A JSON Schema as a type of TypeScript. What a type cannot say, such as a pattern, is left out. */
export function typeText(schema: JsonSchema | boolean | undefined): string {
  if (typeof schema !== 'object') return 'unknown';
  const { $ref, const: constant, enum: values, type, anyOf, oneOf, allOf } = schema;
  if (typeof $ref === 'string') return $ref.replace(PLACE, '');
  if (constant !== undefined) return JSON.stringify(constant);
  if (Array.isArray(values)) return union(values.map((value) => JSON.stringify(value)));
  if (Array.isArray(anyOf ?? oneOf)) return union(((anyOf ?? oneOf) as JsonSchema[]).map(typeText));
  if (Array.isArray(allOf)) return (allOf as JsonSchema[]).map((part) => `(${typeText(part)})`).join(' & ');
  if (Array.isArray(type)) return union(type.map((one) => typeText({ ...schema, type: one })));
  return plainText(schema, type);
}

function plainText(schema: JsonSchema, type: unknown): string {
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
      return type;
    case 'integer':
    case 'number':
      return 'number';
    case 'array':
      return `ReadonlyArray<${typeText(schema.items as JsonSchema | undefined)}>`;
    case 'object':
      return objectText(schema);
    default:
      return 'unknown';
  }
}

function objectText({ properties = {}, required = [], additionalProperties }: JsonSchema): string {
  const fields = Object.entries(properties as Record<string, JsonSchema>).map(([name, schema]) => {
    const mark = (required as string[]).includes(name) ? '' : '?';
    return `${commentText(schema)}readonly ${keyText(name)}${mark}: ${typeText(schema)};`;
  });
  const open = additionalProperties !== false && additionalProperties !== undefined;
  if (fields.length === 0) {
    return open || additionalProperties === undefined
      ? `Readonly<Record<string, ${open ? typeText(additionalProperties as JsonSchema) : 'unknown'}>>`
      : 'Readonly<Record<string, never>>';
  }
  const rest = open ? ['readonly [name: string]: unknown;'] : [];
  return `{\n${[...fields, ...rest].join('\n')}\n}`;
}

/** The description of a schema, as a comment before what it describes. */
export const commentText = ({ description }: JsonSchema): string =>
  typeof description === 'string' ? `/** ${description.replaceAll('*/', '* /')} */\n` : '';

export const keyText = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`);

const union = (texts: readonly string[]): string => {
  const different = [...new Set(texts)];
  return different.includes('unknown') ? 'unknown' : different.join(' | ');
};
