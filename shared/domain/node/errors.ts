import type { Json } from '../json/json.ts';

/** What a step shows of its failure. No stack, no secret. */
export interface StepError {
  /** Literal class name, e.g. `NodeTimeoutError`. */
  readonly name: string;
  /** Screaming snake case, e.g. `HTTP_STATUS`. */
  readonly code: string;
  readonly message: string;
  /** Small facts about the failure, e.g. `{ status: 503 }`. */
  readonly data?: Json;
}

interface NodeErrorOptions {
  readonly data?: Json;
  readonly cause?: unknown;
}

/** Base of what a node may fail with; the class says whether trying again can help. */
abstract class NodeError extends Error {
  abstract override readonly name: string;
  abstract readonly retryable: boolean;
  readonly code: string;
  readonly data: Json | undefined;

  constructor(code: string, message: string, options: NodeErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.data = options.data;
  }
}

/** The world was not ready (network, 5xx): the same call may succeed later. */
export class TransientNodeError extends NodeError {
  override readonly name = 'TransientNodeError';
  readonly retryable = true;
  /** No attempt before that can succeed, where somebody said so. */
  readonly retryAfterMs: number | undefined;

  constructor(code: string, message: string, options: NodeErrorOptions & { readonly retryAfterMs?: number } = {}) {
    super(code, message, options);
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** The call can never succeed as it is: bad configuration, 4xx, a refused address. */
export class PermanentNodeError extends NodeError {
  override readonly name = 'PermanentNodeError';
  readonly retryable = false;
}

/** The receiver asked to slow down; `retryAfterMs` is its own wish when it named one. */
export class RateLimitedError extends NodeError {
  override readonly name = 'RateLimitedError';
  readonly retryable = true;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, retryAfterMs?: number, options: NodeErrorOptions = {}) {
    super('RATE_LIMITED', message, options);
    this.retryAfterMs = retryAfterMs;
  }
}

/** The node did not end within its `timeoutSeconds`. */
export class NodeTimeoutError extends NodeError {
  override readonly name = 'NodeTimeoutError';
  readonly retryable = true;
}

/** The engine's process died while this node was alone in it. */
export class EngineCrashError extends NodeError {
  override readonly name = 'EngineCrashError';
  readonly retryable = true;
}

export type AnyNodeError =
  | TransientNodeError
  | PermanentNodeError
  | RateLimitedError
  | NodeTimeoutError
  | EngineCrashError;

export const isNodeError = (error: unknown): error is AnyNodeError => error instanceof NodeError;
