import { isJsonObject, type Json } from '../json/json.ts';

/**
 * Names of the connections that the nodes of a definition call, sorted, each once: what stands at `config.connection`,
 * also in nodes within nodes. A name is never computed, so that these are all.
 * @param definition a valid one, with or without its defaults
 */
export const connectionsNamedIn = (definition: object): readonly string[] =>
  [...new Set(namesIn(definition as Json))].toSorted();

function namesIn(graph: Json | undefined): string[] {
  if (!isJsonObject(graph) || !Array.isArray(graph.nodes)) return [];
  return (graph.nodes as readonly Json[]).flatMap((node) => {
    const config = isJsonObject(node) ? node.config : undefined;
    if (!isJsonObject(config)) return [];
    const { connection, body } = config;
    return typeof connection === 'string' ? [connection, ...namesIn(body)] : namesIn(body);
  });
}
