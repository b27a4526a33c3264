import type * as z from 'zod';
import type { Json, JsonObject } from '../json/json.ts';
import type { Signal } from '../run/run.ts';

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
  /** Whether it may wait for days: then `timeoutSeconds` is how long it waits. @default false */
  readonly waits?: boolean;
  /** The port that an edge without one means, for types whose ports may be left out. */
  readonly defaultPort?: string;
  /** Ports that edges may leave by; `null` means that edges of this type name no port. */
  ports(config: JsonObject): readonly string[] | null;
}

/** What an executor may use; nothing else reaches it. */
export interface NodeContext {
  readonly tenantId: string;
  readonly runId: string;
  readonly nodeId: string;
  readonly correlationId: string;
  /** Of the caller's trace, when it sent one: 32 hexadecimal digits. */
  readonly traceId?: string;
  /** How many runs started one another up to this one. @default 0 */
  readonly hops?: number;
  /** The same over automatic attempts, new only when a user replays. */
  readonly idempotencyKey: string;
  /** As the author wrote it. */
  readonly timeoutSeconds: number | undefined;
  /** Aborts at the node's timeout, when the lease is lost and when the invocation ends. */
  readonly signal: AbortSignal;
  /** Epoch milliseconds. */
  now(): number;
}

export type NodeOutcome =
  /** Ended; `port` is the port taken, for types that have ports. */
  | { readonly kind: 'ended'; readonly output: Json; readonly port?: string }
  /** Nothing to do before `until` (epoch milliseconds); then `resume` is called. */
  | { readonly kind: 'wait'; readonly until: number }
  /** Nothing to do before a signal comes, or `until`, if given; then `resume` is called with what came. */
  | { readonly kind: 'waitForSignal'; readonly until?: number };

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
  /**
   * Gets this process ready, before the node is claimed. A failure is the engine's and not the node's: the turn is given
   * up and tried again.
   */
  prepare?(): Promise<void> | undefined;
  /**
   * Names what calls have in common that should not all come at once, such as a host. At most 10 run side by side.
   * @param config evaluated
   */
  lane?(config: JsonObject): string | undefined;
  /** Ends a node that waited: its time has come, or a signal (an expiry among them). */
  resume?(context: NodeContext, signal?: Signal): Promise<NodeOutcome> | NodeOutcome;
}
