import { isJsonObject, type Json } from '../json/json.ts';
import { didYouMean } from '../workflow/checks/nearest.ts';
import { FORMATS, KEYWORDS, type Operand, TYPES, UNSUPPORTED_KEYWORDS } from './keywords.ts';

/** Why values cannot be checked against a schema. */
export interface SchemaProblem {
  readonly kind: 'INVALID' | 'UNKNOWN_KEYWORD' | 'UNSUPPORTED';
  /** Where in the schema. */
  readonly path: Path;
  readonly message: string;
  readonly hint?: string;
}

type Path = readonly (string | number)[];

/**
 * Whether a schema is one that values can be checked against: of known keywords that are well formed, and without any
 * that could make a check hang. Nothing when it is.
 * @param schema not so deep that recursion ends: a document that was looked at, or the result of an expression
 */
export function checkSchema(schema: Json, path: Path = []): SchemaProblem[] {
  if (typeof schema === 'boolean') return [];
  if (!isJsonObject(schema)) return [invalid(path, 'A schema is an object or a boolean.')];
  return Object.entries(schema).flatMap(([keyword, value]) => {
    const place = [...path, keyword];
    const operand = KEYWORDS.get(keyword);
    return operand === undefined ? [refuse(keyword, place)] : checkOperand(operand, value, place);
  });
}

function refuse(keyword: string, path: Path): SchemaProblem {
  const hint = UNSUPPORTED_KEYWORDS.get(keyword);
  if (hint !== undefined) return { kind: 'UNSUPPORTED', path, message: `"${keyword}" is not supported yet.`, hint };
  const meant = didYouMean(keyword, KEYWORDS.keys());
  const message = `JSON Schema has no keyword "${keyword}".`;
  return { kind: 'UNKNOWN_KEYWORD', path, message, ...(meant !== undefined && { hint: meant }) };
}

function checkOperand(operand: Operand, value: Json, path: Path): SchemaProblem[] {
  switch (operand) {
    case 'schema':
      return checkSchema(value, path);
    case 'schemas':
      if (!Array.isArray(value) || value.length === 0) {
        return [invalid(path, 'A list of schemas, not empty, is expected.')];
      }
      return value.flatMap((inner: Json, index) => checkSchema(inner, [...path, index]));
    case 'named schemas':
      if (!isJsonObject(value)) return [invalid(path, 'An object of schemas is expected.')];
      return Object.entries(value).flatMap(([name, inner]) => checkNamed(name, inner, [...path, name]));
    case 'format':
      return checkFormat(value, path);
    default:
      return TESTS[operand](value) ? [] : [invalid(path, `${EXPECTED[operand]} is expected.`)];
  }
}

const checkNamed = (name: string, schema: Json, path: Path): SchemaProblem[] =>
  name.isWellFormed() ? checkSchema(schema, path) : [invalid(path, 'The name holds an unpaired surrogate character.')];

function checkFormat(value: Json, path: Path): SchemaProblem[] {
  if (typeof value !== 'string') return [invalid(path, 'The name of a format is expected.')];
  if (FORMATS.has(value)) return [];
  const hint = didYouMean(value, FORMATS) ?? `Formats: ${[...FORMATS].join(', ')}.`;
  return [{ kind: 'UNSUPPORTED', path, message: `The format "${value}" is not supported yet.`, hint }];
}

type Simple = Exclude<Operand, 'schema' | 'schemas' | 'named schemas' | 'format'>;

const isStrings = (value: Json): boolean =>
  Array.isArray(value) && value.every((inner: Json) => typeof inner === 'string');
const isType = (value: Json): boolean => typeof value === 'string' && TYPES.has(value);

const TESTS: Readonly<Record<Simple, (value: Json) => boolean>> = {
  type: (value) => isType(value) || (Array.isArray(value) && value.length > 0 && value.every(isType)),
  number: (value) => typeof value === 'number',
  'positive number': (value) => typeof value === 'number' && value > 0,
  count: (value) => typeof value === 'number' && Number.isInteger(value) && value >= 0,
  boolean: (value) => typeof value === 'boolean',
  string: (value) => typeof value === 'string',
  strings: isStrings,
  'named strings': (value) => isJsonObject(value) && Object.values(value).every(isStrings),
  list: (value) => Array.isArray(value),
  anything: () => true,
};

const EXPECTED: Readonly<Record<Simple, string>> = {
  type: `One or several of ${[...TYPES].join(', ')}`,
  number: 'A number',
  'positive number': 'A number over zero',
  count: 'A whole number, zero or more,',
  boolean: 'A boolean',
  string: 'A string',
  strings: 'A list of strings',
  'named strings': 'An object of lists of strings',
  list: 'A list',
  anything: 'Anything',
};

const invalid = (path: Path, message: string): SchemaProblem => ({ kind: 'INVALID', path, message });
