import { NODE_TYPES } from './node-types.ts';
import { toJsonSchema } from './workflow-schema.ts';

/** A node type as /v1/node-types tells of it. */
export interface NodeTypeInfo {
  readonly type: string;
  readonly summary: string;
  /** `none`: edges name no port. `configured`: the ports stand in the node's config. Otherwise the ports themselves. */
  readonly ports: 'none' | 'configured' | readonly string[];
  /** The port that an edge without one means; null when edges must name theirs, or have none. */
  readonly defaultPort: string | null;
  /** JSON Schema (2020-12) of `config`. */
  readonly config: Readonly<Record<string, unknown>>;
}

let list: readonly NodeTypeInfo[] | undefined;

/** All node types, by name. Made with the first call. */
export function nodeTypeList(): readonly NodeTypeInfo[] {
  list ??= [...NODE_TYPES.values()]
    .map(({ type, summary, config, ports, defaultPort = null }) => ({
      type,
      summary,
      ports: portsOf(ports({})),
      defaultPort,
      config: toJsonSchema(config),
    }))
    .toSorted((a, b) => a.type.localeCompare(b.type));
  return list;
}

/** Ports of an empty config: a type that names none then has them in its config. */
function portsOf(ports: readonly string[] | null): NodeTypeInfo['ports'] {
  if (ports === null) return 'none';
  return ports.length === 0 ? 'configured' : ports;
}
