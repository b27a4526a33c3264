/** What a keyword of JSON Schema takes. */
export type Operand =
  | 'schema'
  | 'schemas'
  | 'named schemas'
  | 'type'
  | 'format'
  | 'number'
  | 'positive number'
  | 'count'
  | 'boolean'
  | 'string'
  | 'strings'
  | 'named strings'
  | 'list'
  | 'anything';

/** The keywords of JSON Schema 2020-12 that schemas may use. */
export const KEYWORDS: ReadonlyMap<string, Operand> = new Map<string, Operand>([
  ['type', 'type'],
  ['enum', 'list'],
  ['const', 'anything'],
  ['properties', 'named schemas'],
  ['required', 'strings'],
  ['additionalProperties', 'schema'],
  ['propertyNames', 'schema'],
  ['minProperties', 'count'],
  ['maxProperties', 'count'],
  ['unevaluatedProperties', 'schema'],
  ['dependentRequired', 'named strings'],
  ['dependentSchemas', 'named schemas'],
  ['items', 'schema'],
  ['prefixItems', 'schemas'],
  ['contains', 'schema'],
  ['minContains', 'count'],
  ['maxContains', 'count'],
  ['minItems', 'count'],
  ['maxItems', 'count'],
  ['unevaluatedItems', 'schema'],
  ['minLength', 'count'],
  ['maxLength', 'count'],
  ['format', 'format'],
  ['minimum', 'number'],
  ['maximum', 'number'],
  ['exclusiveMinimum', 'number'],
  ['exclusiveMaximum', 'number'],
  ['multipleOf', 'positive number'],
  ['allOf', 'schemas'],
  ['anyOf', 'schemas'],
  ['oneOf', 'schemas'],
  ['not', 'schema'],
  ['if', 'schema'],
  ['then', 'schema'],
  ['else', 'schema'],
  ['title', 'string'],
  ['description', 'string'],
  ['$comment', 'string'],
  ['$schema', 'string'],
  ['default', 'anything'],
  ['examples', 'list'],
  ['deprecated', 'boolean'],
  ['readOnly', 'boolean'],
  ['writeOnly', 'boolean'],
]);

const REGEX = 'Regular expressions of users can take for ever to match. Use enum, format, minLength and maxLength.';
const REFERENCE = 'Write the schema out where it is used.';

/** Keywords that exist but are refused, with what to do instead. */
export const UNSUPPORTED_KEYWORDS: ReadonlyMap<string, string> = new Map([
  ['pattern', REGEX],
  ['patternProperties', REGEX],
  ['$ref', REFERENCE],
  ['$dynamicRef', REFERENCE],
  ['$recursiveRef', REFERENCE],
  ['$id', REFERENCE],
  ['id', REFERENCE],
  ['$anchor', REFERENCE],
  ['$dynamicAnchor', REFERENCE],
  ['$recursiveAnchor', REFERENCE],
  ['$defs', REFERENCE],
  ['definitions', REFERENCE],
  ['dependencies', 'Use dependentRequired or dependentSchemas.'],
  ['additionalItems', 'Use prefixItems with items.'],
  ['uniqueItems', 'Its time grows with the square of the list. Leave it out, and remove duplicates in a node.'],
]);

export const TYPES: ReadonlySet<string> = new Set([
  'object',
  'array',
  'string',
  'number',
  'integer',
  'boolean',
  'null',
]);

/** Formats whose check takes time in proportion to the text. */
export const FORMATS: ReadonlySet<string> = new Set([
  'date',
  'time',
  'date-time',
  'duration',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'uri',
  'uri-reference',
  'uuid',
  'json-pointer',
]);
