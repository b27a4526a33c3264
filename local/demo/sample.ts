import type { EndedRun, Outcome } from './deliver.ts';
import { retriesOf } from './judge.ts';
import { durationOf } from './summary.ts';

/** An outcome whose run can be shown step by step. */
export interface Sample extends Outcome {
  readonly run: EndedRun;
}

/** Steps that were done, and their attempts beyond the first. */
function eventsOf({ run }: Sample): number {
  const done = run.steps.filter(({ status }) => status === 'succeeded');
  return done.length + retriesOf(done);
}

/** The run that shows most: of those that succeeded the one with the most attempts, the quickest where there are several. */
export function sampleOf(outcomes: readonly Outcome[]): Sample | undefined {
  const succeeded = outcomes.filter((outcome): outcome is Sample => outcome.run?.status === 'succeeded');
  return succeeded.toSorted((a, b) => eventsOf(b) - eventsOf(a) || (durationOf(a) ?? 0) - (durationOf(b) ?? 0))[0];
}
