/** An answer that is no error; `status` tells which of an operation's answers it is. */
export interface Answer<Status extends number, Body> {
  readonly status: Status;
  readonly body: Body;
  readonly headers: Headers;
}

/** What the client has to know of an operation when it runs. */
export interface OperationFacts {
  readonly method: string;
  /** `{x}` is a parameter. */
  readonly path: string;
  /** Statuses that are no errors. */
  readonly answers: readonly number[];
  /** Takes an `Idempotency-Key`. */
  readonly takesKey?: true;
}
