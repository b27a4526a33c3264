import { isJsonObject, type Json, type JsonObject } from '../../json/json.ts';
import { type Finding, issue } from './codes.ts';
import { didYouMean } from './nearest.ts';
import { pointer } from './pointer.ts';
import { FORMATS, KEYWORDS, type Operand, TYPES, UNSUPPORTED_KEYWORDS } from './schema-keywords.ts';

/**
 * Whether a schema is one that inputs can be checked against: of an object, of known keywords that are well formed, and
 * without any that could make a check hang.
 * @param schema not deeper than MAX_DEPTH
 */
export function checkInputSchema(schema: JsonObject, at: string): Finding[] {
  const found = checkSchema(schema, at);
  if (schema.type === 'object') return found;
  const message = 'The schema of an input has "type": "object": the input of a run is an object.';
  return [issue('INPUT_SCHEMA_INVALID', `${at}/type`, message), ...found];
}

function checkSchema(schema: Json, at: string): Finding[] {
  if (typeof schema === 'boolean') return [];
  if (!isJsonObject(schema)) return [invalid(at, 'A schema is an object or a boolean.')];
  return Object.entries(schema).flatMap(([keyword, value]) => {
    const place = `${at}${pointer([keyword])}`;
    const operand = KEYWORDS.get(keyword);
    return operand === undefined ? [refuse(keyword, place)] : checkOperand(operand, value, place);
  });
}

function refuse(keyword: string, at: string): Finding {
  const instead = UNSUPPORTED_KEYWORDS.get(keyword);
  if (instead !== undefined) {
    return issue('INPUT_SCHEMA_UNSUPPORTED', at, `"${keyword}" is not supported yet.`, instead);
  }
  const message = `JSON Schema has no keyword "${keyword}".`;
  return issue('INPUT_SCHEMA_UNKNOWN_KEYWORD', at, message, didYouMean(keyword, KEYWORDS.keys()));
}

function checkOperand(operand: Operand, value: Json, at: string): Finding[] {
  switch (operand) {
    case 'schema':
      return checkSchema(value, at);
    case 'schemas':
      if (!Array.isArray(value) || value.length === 0)
        return [invalid(at, 'A list of schemas, not empty, is expected.')];
      return value.flatMap((inner: Json, index) => checkSchema(inner, `${at}/${index}`));
    case 'named schemas':
      if (!isJsonObject(value)) return [invalid(at, 'An object of schemas is expected.')];
      return Object.entries(value).flatMap(([name, inner]) => checkNamed(name, inner, `${at}${pointer([name])}`));
    case 'format':
      return checkFormat(value, at);
    default:
      return TESTS[operand](value) ? [] : [invalid(at, `${EXPECTED[operand]} is expected.`)];
  }
}

const checkNamed = (name: string, schema: Json, at: string): Finding[] =>
  name.isWellFormed() ? checkSchema(schema, at) : [invalid(at, 'The name holds an unpaired surrogate character.')];

function checkFormat(value: Json, at: string): Finding[] {
  if (typeof value !== 'string') return [invalid(at, 'The name of a format is expected.')];
  if (FORMATS.has(value)) return [];
  const hint = didYouMean(value, FORMATS) ?? `Formats: ${[...FORMATS].join(', ')}.`;
  return [issue('INPUT_SCHEMA_UNSUPPORTED', at, `The format "${value}" is not supported yet.`, hint)];
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

const invalid = (at: string, message: string): Finding => issue('INPUT_SCHEMA_INVALID', at, message);
