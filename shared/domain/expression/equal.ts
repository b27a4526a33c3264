import { tooDeep } from './errors.ts';
import { MAX_RESULT_DEPTH } from './limits.ts';
import { Duration, isList, isMap, Optional, ownValue, Timestamp, type Value, type ValueMap } from './value.ts';
import type { Work } from './work.ts';

/** Deep equality. Values of different kinds are not equal; the order of keys does not matter. */
export function isEqual(a: Value, b: Value, work: Work, depth = 0): boolean {
  work.spend(1);
  if (typeof a === 'string' && typeof b === 'string') {
    if (a.length !== b.length) return false;
    work.read(a.length);
  }
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (depth > MAX_RESULT_DEPTH) throw tooDeep();
  if (a instanceof Timestamp) return b instanceof Timestamp && a.ms === b.ms;
  if (a instanceof Duration) return b instanceof Duration && a.ms === b.ms;
  if (a instanceof Uint8Array) return b instanceof Uint8Array && isEqualBytes(a, b, work);
  if (a instanceof Optional) {
    if (!(b instanceof Optional) || a.value === undefined || b.value === undefined) return false;
    return isEqual(a.value, b.value, work, depth + 1);
  }
  if (isList(a)) return isList(b) && isEqualList(a, b, work, depth);
  return isMap(b) && isEqualMap(a, b, work, depth);
}

function isEqualBytes(a: Uint8Array, b: Uint8Array, work: Work): boolean {
  work.read(a.length);
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

function isEqualList(a: readonly Value[], b: readonly Value[], work: Work, depth: number): boolean {
  if (a.length !== b.length) return false;
  return a.every((element, index) => isEqual(element, b[index] ?? null, work, depth + 1));
}

function isEqualMap(a: ValueMap, b: ValueMap, work: Work, depth: number): boolean {
  const keys = work.keys(a);
  if (keys.length !== work.keys(b).length) return false;
  return keys.every((key) => {
    const [left, right] = [ownValue(a, key), ownValue(b, key)];
    return left !== undefined && right !== undefined && isEqual(left, right, work, depth + 1);
  });
}
