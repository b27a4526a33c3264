import type { Json, JsonObject } from '../json/json.ts';

/** What exists while an expression is evaluated: JSON and a few things that turn into JSON at the end. */
export type Value =
  | null
  | boolean
  | number
  | string
  | Timestamp
  | Duration
  | Optional
  | Uint8Array
  | readonly Value[]
  | ValueMap;

export interface ValueMap {
  readonly [key: string]: Value;
}

/** A moment, in epoch milliseconds. */
export class Timestamp {
  readonly ms: number;
  constructor(ms: number) {
    this.ms = ms;
  }
}

/** A signed length of time, in milliseconds. */
export class Duration {
  readonly ms: number;
  constructor(ms: number) {
    this.ms = ms;
  }
}

/** What `.?` answers; `value` is undefined when there is nothing. */
export class Optional {
  readonly value: Value | undefined;
  constructor(value: Value | undefined) {
    this.value = value;
  }
}

export const NONE = new Optional(undefined);

/** Each kind of value under the name that `type(x)` answers. */
export interface Kinds {
  null: null;
  bool: boolean;
  number: number;
  string: string;
  list: readonly Value[];
  map: ValueMap;
  timestamp: Timestamp;
  duration: Duration;
  bytes: Uint8Array;
  optional: Optional;
}
export type Kind = keyof Kinds;

const PRIMITIVE_KINDS: Readonly<Record<string, Kind>> = { boolean: 'bool', number: 'number', string: 'string' };

export function kindOf(value: Value): Kind {
  if (value === null) return 'null';
  if (typeof value !== 'object') return PRIMITIVE_KINDS[typeof value] ?? 'null';
  if (Array.isArray(value)) return 'list';
  if (value instanceof Optional) return 'optional';
  if (value instanceof Timestamp) return 'timestamp';
  if (value instanceof Duration) return 'duration';
  return value instanceof Uint8Array ? 'bytes' : 'map';
}

export const isList = (value: Value | undefined): value is readonly Value[] => Array.isArray(value);

export const isMap = (value: Value | undefined): value is ValueMap =>
  typeof value === 'object' && value !== null && kindOf(value) === 'map';

/** Own properties only: nothing of a prototype can be reached. */
export const ownValue = (map: ValueMap, key: string): Value | undefined =>
  Object.hasOwn(map, key) ? map[key] : undefined;

/** What an expression may name. */
export interface Scope {
  readonly input: Json;
  /** Outputs of the nodes that have ended, by node id. */
  readonly nodes: Readonly<Record<string, Json>>;
  readonly run: JsonObject;
  /** The element at hand, inside the body of a map. */
  readonly item?: Json;
}

/** Sets an own property whatever its name, `__proto__` included. */
export function setOwn<T>(target: Record<string, T>, key: string, value: T): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}
