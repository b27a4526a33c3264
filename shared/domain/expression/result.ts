import type { Json } from '../json/json.ts';
import { failed, tooDeep } from './errors.ts';
import { MAX_RESULT_DEPTH } from './limits.ts';
import { Duration, isList, NONE, Optional, ownValue, setOwn, Timestamp, type Value, type ValueMap } from './value.ts';
import type { Meter } from './work.ts';

/**
 * What a value is in JSON: an optional is its value or null, a timestamp its ISO string, a duration its seconds, bytes
 * their base64. What is JSON already is answered as it is, not copied.
 *
 * @throws ExpressionError EXPRESSION_TOO_LARGE past the caps on size and depth
 */
export function toJson(value: Value, meter: Meter, depth = 0): Json {
  if (typeof value === 'string') {
    meter.grow(value.length + 2);
    return value;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) throw failed('The result is not a finite number.');
  meter.grow(4);
  if (value === null || typeof value !== 'object') return value;
  if (depth >= MAX_RESULT_DEPTH) throw tooDeep();
  if (value instanceof Optional) return value === NONE ? null : toJson(value.value ?? null, meter, depth + 1);
  if (value instanceof Timestamp) return new Date(value.ms).toISOString();
  if (value instanceof Duration) return value.ms / 1000;
  if (value instanceof Uint8Array) {
    meter.grow(value.length * 2);
    return Buffer.from(value).toString('base64');
  }
  return isList(value) ? listToJson(value, meter, depth) : mapToJson(value, meter, depth);
}

function listToJson(list: readonly Value[], meter: Meter, depth: number): Json {
  let copy: Json[] | undefined;
  list.forEach((element, index) => {
    const json = toJson(element, meter, depth + 1);
    if (json === element) return;
    copy ??= list.slice() as Json[];
    copy[index] = json;
  });
  return copy ?? (list as readonly Json[]);
}

function mapToJson(map: ValueMap, meter: Meter, depth: number): Json {
  let copy: Record<string, Json> | undefined;
  for (const key of Object.keys(map)) {
    meter.grow(key.length + 3);
    const element = ownValue(map, key) ?? null;
    const json = toJson(element, meter, depth + 1);
    if (json === element) continue;
    copy ??= { ...map } as Record<string, Json>;
    setOwn(copy, key, json);
  }
  return copy ?? (map as { readonly [key: string]: Json });
}

/** How a value reads inside a longer string. */
export function toText(json: Json): string {
  if (typeof json === 'string') return json;
  return json === null ? '' : JSON.stringify(json);
}
