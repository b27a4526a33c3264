import type { Issue } from './generated/schemas.ts';

interface ErrorFacts {
  readonly code: string;
  readonly message: string;
  readonly correlationId: string;
  readonly details?: readonly Issue[];
  readonly [field: string]: unknown;
}

/** What the API answered in the place of what was asked for. */
export class StepwellError extends Error {
  override readonly name = 'StepwellError';
  readonly status: number;
  /** What went wrong, as `NOT_FOUND`; `UNREADABLE` when the answer is not one of the API. */
  readonly code: string;
  /** By which the operator finds the request. */
  readonly correlationId: string;
  /** Places in the request that are not acceptable. */
  readonly details: readonly Issue[];
  /** Seconds to wait before another try. */
  readonly retryAfter: number | undefined;
  /** Everything in the envelope. */
  readonly error: Readonly<Record<string, unknown>>;

  constructor(status: number, body: unknown, headers: Headers) {
    const facts = factsOf(body);
    super(facts?.message ?? `The answer ${status} cannot be read.`);
    this.status = status;
    this.code = facts?.code ?? 'UNREADABLE';
    this.correlationId = facts?.correlationId ?? headers.get('x-correlation-id') ?? '';
    this.details = facts?.details ?? [];
    this.retryAfter = retryAfterOf(headers);
    this.error = facts ?? {};
  }
}

/** Seconds; undefined when the answer names none. */
export function retryAfterOf(headers: Headers): number | undefined {
  const text = headers.get('retry-after');
  return text !== null && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}

function factsOf(body: unknown): ErrorFacts | undefined {
  if (typeof body !== 'object' || body === null || !('error' in body)) return undefined;
  const { error } = body;
  if (typeof error !== 'object' || error === null) return undefined;
  const isEnvelope = 'code' in error && 'message' in error && 'correlationId' in error;
  return isEnvelope ? (error as ErrorFacts) : undefined;
}
