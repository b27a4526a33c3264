/**
 * What goes wrong with one request on purpose: 503, 429 with `Retry-After`, or no answer although it was done. `lost` is
 * for what changes something: a lookup without an answer may be sent again below the step, which is no attempt of its own.
 */
export type Mishap = 'unavailable' | 'busy' | 'lost';

/** The first requests to the paths that begin with `at` meet these, each path for itself; all later ones fare well. */
export interface BadLuck {
  readonly at: string;
  readonly mishaps: readonly Mishap[];
}

/** @param nth how often that path has been asked for, this time included */
export const mishapOf = (luck: readonly BadLuck[], path: string, nth: number): Mishap | undefined =>
  luck.find(({ at }) => path.startsWith(at))?.mishaps[nth - 1];
