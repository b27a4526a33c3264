import { hasExpression } from '../../expression/scan.ts';
import type { Json } from '../../json/json.ts';
import type { DefinitionNode } from '../definition.ts';
import { type Finding, issue } from './codes.ts';
import type { Located } from './parse.ts';

const HINT = 'Make the connection before the workflow runs: POST /v1/connections. Names are compared letter by letter.';

/** Warns of connections that the tenant does not have (yet). */
export function checkConnections(
  nodes: readonly Located<DefinitionNode>[],
  isKnown: (name: string) => boolean,
): Finding[] {
  return nodes.flatMap(({ part, index }) => {
    const { connection } = part.config as { readonly connection?: Json };
    // An expression is refused where the config is checked.
    if (typeof connection !== 'string' || hasExpression(connection) || isKnown(connection)) return [];
    const path = `/nodes/${index}/config/connection`;
    return [issue('CONNECTION_UNKNOWN', path, 'The tenant has no connection of this name.', HINT)];
  });
}
