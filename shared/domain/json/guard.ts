import type { Issue } from '../errors.ts';
import { pointer } from '../workflow/checks/pointer.ts';

/** Arrays and objects within each other; JSON.stringify and recursive checks die of documents without bound. */
export const MAX_JSON_DEPTH = 64;
/** Keys of all objects together. */
export const MAX_JSON_KEYS = 20_000;
/** Items of all arrays together. */
export const MAX_JSON_ITEMS = 100_000;

/** Names that reach into an object's prototype instead of its data. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

interface Walk {
  keys: number;
  items: number;
  readonly path: PropertyKey[];
}

/** The first reason not to work with a parsed JSON value at all; undefined when there is none. */
export const guardJson = (value: unknown): Issue | undefined => walk(value, { keys: 0, items: 0, path: [] });

function walk(value: unknown, state: Walk): Issue | undefined {
  // JSON.parse makes infinity of numbers that have no double, and JSON.stringify would make null of that.
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return issue('OUT_OF_RANGE', state.path, 'The number is too large to be kept.');
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (state.path.length >= MAX_JSON_DEPTH) {
    return issue('TOO_DEEP', state.path, `Arrays and objects are nested more than ${MAX_JSON_DEPTH} levels deep.`);
  }
  return Array.isArray(value) ? walkArray(value, state) : walkObject(value, state);
}

function walkArray(items: readonly unknown[], state: Walk): Issue | undefined {
  state.items += items.length;
  if (state.items > MAX_JSON_ITEMS) return issue('TOO_MANY_ITEMS', [], `There are more than ${MAX_JSON_ITEMS} items.`);
  for (let index = 0; index < items.length; index += 1) {
    state.path.push(index);
    const found = walk(items[index], state);
    if (found !== undefined) return found;
    state.path.pop();
  }
  return undefined;
}

function walkObject(object: object, state: Walk): Issue | undefined {
  const keys = Object.keys(object);
  state.keys += keys.length;
  if (state.keys > MAX_JSON_KEYS) return issue('TOO_MANY_KEYS', [], `There are more than ${MAX_JSON_KEYS} keys.`);
  for (const key of keys) {
    state.path.push(key);
    if (FORBIDDEN_KEYS.has(key)) return issue('FORBIDDEN_KEY', state.path, `The key "${key}" is not allowed.`);
    const found = walk(Reflect.get(object, key), state);
    if (found !== undefined) return found;
    state.path.pop();
  }
  return undefined;
}

const issue = (code: string, path: readonly PropertyKey[], message: string): Issue => ({
  path: pointer(path),
  code,
  message,
});
