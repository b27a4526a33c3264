import type { DemoWorkflow } from './workflows.ts';

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

/** How the run of one delivery must end. */
export type Expectation = ExpectedCalls &
  (
    | { readonly status: 'succeeded'; readonly output: unknown }
    /** `nodeId` is the node that fails the run, `why` a sentence for people. */
    | { readonly status: 'failed'; readonly nodeId: string; readonly httpStatus: number; readonly why: string }
  );

/** What a rule needs to know of a delivery. */
export interface Recorded {
  readonly event: string;
  readonly workflow: DemoWorkflow;
  readonly payload: object;
}
