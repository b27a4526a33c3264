import type * as z from 'zod';
import type { Json, JsonObject } from '../json/json.ts';

/** What the validator and the published schema know of a node type. Lives in `shared/nodes/<family>/<type>/schema.ts`. */
export interface NodeType {
  /** E.g. `http.request`. */
  readonly type: string;
  /** One sentence for /v1/node-types. */
  readonly summary: string;
  /**
   * Shape of `config` as the author writes it. Where a field takes something else than a string (a number, a list),
   * it also takes a string that is one expression.
   */
  readonly config: z.ZodType;
  /** Ports that edges may leave by; `null` means that edges of this type name no port. */
  ports(config: JsonObject): readonly string[] | null;
}

/** What an executor may use; nothing else reaches it. */
export interface NodeContext {
  readonly tenantId: string;
  readonly runId: string;
  readonly nodeId: string;
  readonly correlationId: string;
  /** The same over automatic attempts, new only when a user replays. */
  readonly idempotencyKey: string;
  /** Aborts at the node's timeout, when the lease is lost and when the invocation ends. */
  readonly signal: AbortSignal;
  /** Epoch milliseconds. */
  now(): number;
}

export type NodeOutcome =
  /** Ended; `port` is the port taken, for types that have ports. */
  | { readonly kind: 'ended'; readonly output: Json; readonly port?: string }
  /** Nothing to do before `until` (epoch milliseconds); then `resume` is called. */
  | { readonly kind: 'wait'; readonly until: number };

/** What a node type does. Lives in `shared/nodes/<family>/<type>/execute.ts`. */
export interface NodeExecutor {
  /**
   * `pure`: may be computed again after a crash without anybody noticing. `effect`: claimed in a committed write
   * before it begins.
   */
  readonly kind: 'pure' | 'effect';
  /**
   * Whether the evaluated config is kept as the step's input.
   * @default true; false where the output says it all
   */
  readonly keepsInput?: boolean;
  /**
   * @param config evaluated: no expression is left in it. Values that came from expressions are not yet checked
   * against the schema, so check what you rely on.
   * @throws a class of node/errors.ts; anything else counts as transient with code `UNEXPECTED`.
   */
  execute(config: JsonObject, context: NodeContext): Promise<NodeOutcome> | NodeOutcome;
  /** Ends a node that answered `wait`, once its time has come. */
  resume?(context: NodeContext): Promise<NodeOutcome> | NodeOutcome;
}
