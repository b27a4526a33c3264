import { RequestError } from '../errors.ts';

/** Counts the runs that have started one another through HTTP, so that a loop of workflows that feeds itself ends. */
export const HOP_HEADER = 'x-stepwell-hop';
/** A run this deep may do everything but call out. */
export const MAX_HOPS = 16;

/**
 * How deep a request is in a chain of runs.
 * @param header as received; one that is absent or no number counts as the chain's beginning, which leaving it out is too
 */
export function readHops(header: string | undefined): number {
  return header !== undefined && /^\d{1,4}$/.test(header) ? Number(header) : 0;
}

/**
 * How deep the run is that a request starts.
 * @throws RequestError 409 LOOP_DETECTED for one that is deeper than any of ours can be
 */
export function hopsOfNewRun(header: string | undefined): number {
  const hops = readHops(header);
  if (hops <= MAX_HOPS) return hops;
  const message = `Runs have started one another more than ${MAX_HOPS} times up to this request. Is there a loop?`;
  throw new RequestError(409, 'LOOP_DETECTED', message);
}
