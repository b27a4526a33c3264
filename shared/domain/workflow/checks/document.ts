import { isJsonObject, type Json } from '../../json/json.ts';
import { MAX_DEFINITION_BYTES, MAX_EDGES } from '../limits.ts';
import { type Finding, issue } from './codes.ts';
import { pointer } from './pointer.ts';

/** Levels of arrays and objects in each other. */
const MAX_DEPTH = 32;

/** Names that reach into an object's prototype instead of its data. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * What must hold before anything else looks at a document: its size, depth, keys and counts. All other checks walk the
 * document, some recursively, so none of them runs on one that fails here.
 */
export function checkDocument(document: Json, limits: { readonly nodesPerWorkflow: number }): Finding[] {
  const found = checkNesting(document);
  if (found.length > 0) return found;
  const size = Buffer.byteLength(JSON.stringify(document));
  if (size > MAX_DEFINITION_BYTES) {
    const message = `The definition has ${size} bytes; the limit is ${MAX_DEFINITION_BYTES}.`;
    return [issue('DEFINITION_TOO_LARGE', '', message, 'Split the workflow, or move large texts into its input.')];
  }
  return isJsonObject(document) ? checkCounts(document.nodes, document.edges, limits.nodesPerWorkflow) : [];
}

function checkCounts(nodes: Json | undefined, edges: Json | undefined, maxNodes: number): Finding[] {
  const found: Finding[] = [];
  if (Array.isArray(nodes) && nodes.length > maxNodes) {
    const message = `The workflow has ${nodes.length} nodes; the limit of the tenant's tier is ${maxNodes}.`;
    found.push(issue('LIMIT_NODES', '/nodes', message, 'Split the workflow, or move to a higher tier.'));
  }
  if (Array.isArray(edges) && edges.length > MAX_EDGES) {
    found.push(issue('LIMIT_EDGES', '/edges', `The workflow has ${edges.length} edges; the limit is ${MAX_EDGES}.`));
  }
  return found;
}

/** A place on the way down; its pointer is spelled only when something is wrong there. */
interface Place {
  readonly value: Json & object;
  readonly depth: number;
  readonly key?: string;
  readonly parent?: Place;
}

/** Walks without recursion, and stops at the first offence: a hostile document is as deep as it likes. */
function checkNesting(document: Json): Finding[] {
  if (typeof document !== 'object' || document === null) return [];
  const open: Place[] = [{ value: document, depth: 0 }];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (place.depth >= MAX_DEPTH) {
      const message = `Arrays and objects are nested more than ${MAX_DEPTH} levels deep.`;
      return [issue('DEFINITION_TOO_DEEP', pointer(pathOf(place)), message)];
    }
    for (const [key, value] of Object.entries<Json>(place.value)) {
      if (FORBIDDEN_KEYS.has(key)) {
        const at = pointer([...pathOf(place), key]);
        return [issue('FORBIDDEN_KEY', at, `The key "${key}" is not allowed in a definition.`)];
      }
      if (typeof value === 'object' && value !== null) {
        open.push({ value, depth: place.depth + 1, key, parent: place });
      }
    }
  }
  return [];
}

function pathOf(place: Place): string[] {
  const path: string[] = [];
  for (let at: Place | undefined = place; at?.key !== undefined; at = at.parent) path.unshift(at.key);
  return path;
}
