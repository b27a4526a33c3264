/** A place in a document that is not acceptable, as clients see it in `error.details` and in an analysis. */
export interface Issue {
  /** JSON pointer into the document; empty for the document itself. */
  readonly path: string;
  readonly code: string;
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  readonly severity?: 'error' | 'warning';
}

interface RequestErrorOptions {
  readonly details?: readonly Issue[];
  readonly cause?: unknown;
  /** Further fields of the envelope, such as `retryAfter`. */
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error that a caller of the API caused or has to know about; everything else is a 500 that says nothing. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly status: number;
  readonly code: string;
  readonly details: readonly Issue[] | undefined;
  readonly extra: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, options: RequestErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = status;
    this.code = code;
    this.details = options.details;
    this.extra = options.extra ?? {};
    this.headers = options.headers ?? {};
  }
}

/** An absent thing, another tenant's thing and what cannot be one answer the same. The id is not repeated: it may be anything. */
export const notFound = (what: string): RequestError => new RequestError(404, 'NOT_FOUND', `There is no such ${what}.`);

/** Ends a switch over a union: a new member is a compile error here. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
