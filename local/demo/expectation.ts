/** A call that changes something at the service. */
export interface Effect {
  /** Path of the endpoint, e.g. `/labels`. */
  readonly path: string;
  readonly body: unknown;
}

/** What the service must have been asked on behalf of one delivery. */
interface ExpectedCalls {
  /** Path and query of each lookup; one may have been asked more than once, because it was tried again. */
  readonly lookups: readonly string[];
  /** Each exactly once. */
  readonly effects: readonly Effect[];
}

/** The node that fails the run, and with what; `why` is a sentence for people. */
export interface ExpectedFailure {
  readonly status: 'failed';
  readonly nodeId: string;
  readonly code: string;
  /** Of a call, what was answered. */
  readonly httpStatus?: number;
  readonly why: string;
}

/** How the run of one delivery must end. */
export type Expectation = ExpectedCalls &
  (
    | { readonly status: 'succeeded'; readonly output: unknown }
    | ExpectedFailure
    | { readonly status: 'canceled'; readonly why: string }
  );
