/** What a limiter says of one request. */
export interface LimitDecision {
  readonly allowed: boolean;
  /** Requests per window. */
  readonly limit: number;
  /** Requests left in the window, this one taken off. */
  readonly remaining: number;
  /** When the window ends, epoch milliseconds. */
  readonly resetAt: number;
}

/** Counts requests against a limit over a sliding minute. */
export interface Limiter {
  /** Counts one request of `identifier`, unless it is over `limit`. */
  hit(identifier: string, limit: number): Promise<LimitDecision> | LimitDecision;
}

/** Length of the window of every limit. */
export const WINDOW_SECONDS = 60;
