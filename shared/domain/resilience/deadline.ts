/**
 * The result of `work`, or a failure when it does not come in time. The work itself goes on; what becomes of it then is
 * nobody's concern.
 */
export function inTime<Result>(work: Promise<Result>, ms: number, what: string): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`${what} did not come within ${ms} ms.`)), ms);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}
