import type { Json } from '../json/json.ts';
import { failed } from './errors.ts';
import { toJson } from './result.ts';
import { type Signature, signature } from './signature.ts';
import { countCodePoints, TEXT_METHODS } from './text.ts';
import { DURATION_METHODS, TIME_FUNCTIONS, TIMESTAMP_METHODS } from './time.ts';
import { Duration, isList, isMap, kindOf, Timestamp, type Value } from './value.ts';
import { Meter, type Work } from './work.ts';

const INTEGER = /^[+-]?\d{1,16}$/;
const DECIMAL = /^[+-]?\d{1,32}(?:\.\d{1,32})?(?:[eE][+-]?\d{1,3})?$/;

/** What a Buffer costs besides its bytes. */
const BUFFER_UNITS = 30;

const cannot = (name: string, value: Value): Error =>
  failed(`${name}() cannot convert a ${kindOf(value)} like this one.`);

function size(value: Value, work: Work): number {
  if (typeof value === 'string') return countCodePoints(value, work);
  if (isList(value) || value instanceof Uint8Array) return value.length;
  if (isMap(value)) return work.keys(value).length;
  throw failed(`size() takes a string, a list, a map or bytes, not ${kindOf(value)}.`);
}

function toInt(value: Value): number {
  const number = typeof value === 'string' && INTEGER.test(value) ? Number(value) : value;
  if (number instanceof Timestamp) return Math.floor(number.ms / 1000);
  if (typeof number !== 'number' || !Number.isSafeInteger(Math.trunc(number))) throw cannot('int', value);
  return Math.trunc(number);
}

function toDouble(value: Value): number {
  const number = typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) throw cannot('double', value);
  return number;
}

function toBool(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  if (value === 'true') return true;
  if (value === 'false') return false;
  throw cannot('bool', value);
}

function toStringValue(value: Value, work: Work): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof Timestamp) return new Date(value.ms).toISOString();
  if (value instanceof Duration) return `${value.ms / 1000}s`;
  if (!(value instanceof Uint8Array)) throw failed(`string() cannot convert ${kindOf(value)}.`, 'Use json(x).');
  work.spend(BUFFER_UNITS);
  work.makeString(value.length);
  return Buffer.from(value).toString('utf8');
}

function toBytes(text: string, work: Work): Uint8Array {
  work.spend(BUFFER_UNITS);
  work.makeString(text.length * 2);
  return Buffer.from(text, 'utf8');
}

function encode(bytes: Uint8Array, encoding: 'base64' | 'hex', work: Work): string {
  work.spend(BUFFER_UNITS);
  work.makeString(bytes.length * 2);
  return Buffer.from(bytes).toString(encoding);
}

function writeJson(value: Value, work: Work): string {
  const meter = new Meter();
  const json = toJson(value, meter);
  // Walking and writing cost about this much more than the characters alone.
  work.spend(meter.size / 4);
  const text = JSON.stringify(json);
  work.makeString(text.length);
  return text;
}

function readJson(text: string, work: Work): Json {
  // Objects cost far more than the characters that they are written in.
  work.spend(text.length);
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw failed('parseJson() was given a string that is not JSON.');
  }
}

/** By name and number of arguments: all that expressions can call without a dot, `has` aside. */
export const FUNCTIONS: Readonly<Record<string, Signature>> = {
  'size/1': signature(['any'], ([value], work) => size(value, work)),
  'keys/1': signature(['map'], ([map], work) => work.keys(map)),
  'type/1': signature(['any'], ([value]) => kindOf(value)),
  'int/1': signature(['any'], ([value]) => toInt(value)),
  'double/1': signature(['any'], ([value]) => toDouble(value)),
  'bool/1': signature(['any'], ([value]) => toBool(value)),
  'string/1': signature(['any'], ([value], work) => toStringValue(value, work)),
  'bytes/1': signature(['string'], ([text], work) => toBytes(text, work)),
  'json/1': signature(['any'], ([value], work) => writeJson(value, work)),
  'parseJson/1': signature(['string'], ([text], work) => readJson(text, work)),
  ...TIME_FUNCTIONS,
};

const METHOD_TABLES: readonly Readonly<Record<string, Signature>>[] = [
  TEXT_METHODS,
  TIMESTAMP_METHODS,
  DURATION_METHODS,
  {
    'size/0': signature(['any'], ([value], work) => size(value, work)),
    'base64/0': signature(['bytes'], ([bytes], work) => encode(bytes, 'base64', work)),
    'hex/0': signature(['bytes'], ([bytes], work) => encode(bytes, 'hex', work)),
    'hasValue/0': signature(['optional'], ([optional]) => optional.value !== undefined),
  },
];

/** Methods by name and number of arguments after the dot; one name can serve several kinds. */
export const METHODS: ReadonlyMap<string, readonly Signature[]> = METHOD_TABLES.flatMap(
  Object.entries<Signature>,
).reduce(
  (methods, [key, method]) => methods.set(key, [...(methods.get(key) ?? []), method]),
  new Map<string, Signature[]>(),
);
