import type { Issue } from '../errors.ts';
import { pointer } from '../workflow/checks/pointer.ts';

/** Arrays and objects within each other; JSON.stringify and recursive checks die of documents without bound. */
export const MAX_JSON_DEPTH = 64;
/** Keys of all objects together. */
export const MAX_JSON_KEYS = 20_000;

/** Names that reach into an object's prototype instead of its data. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

interface Walk {
  keys: number;
  readonly path: PropertyKey[];
}

/** The first reason not to work with a parsed JSON value at all; undefined when there is none. */
export const guardJson = (value: unknown): Issue | undefined => walk(value, { keys: 0, path: [] });

function walk(value: unknown, state: Walk): Issue | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (state.path.length >= MAX_JSON_DEPTH) {
    return issue('TOO_DEEP', state.path, `Arrays and objects are nested more than ${MAX_JSON_DEPTH} levels deep.`);
  }
  return Array.isArray(value) ? walkArray(value, state) : walkObject(value, state);
}

function walkArray(items: readonly unknown[], state: Walk): Issue | undefined {
  for (const [index, item] of items.entries()) {
    if (typeof item !== 'object' || item === null) continue;
    state.path.push(index);
    const found = walk(item, state);
    if (found !== undefined) return found;
    state.path.pop();
  }
  return undefined;
}

function walkObject(object: object, state: Walk): Issue | undefined {
  for (const [key, value] of Object.entries(object)) {
    state.keys += 1;
    if (state.keys > MAX_JSON_KEYS) return issue('TOO_MANY_KEYS', [], `There are more than ${MAX_JSON_KEYS} keys.`);
    state.path.push(key);
    if (FORBIDDEN_KEYS.has(key)) return issue('FORBIDDEN_KEY', state.path, `The key "${key}" is not allowed.`);
    const found = walk(value, state);
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
