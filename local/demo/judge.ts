import { isDeepStrictEqual } from 'node:util';
import type { Effect, Expectation, ExpectedFailure } from './expectation.ts';
import type { RunAnswer, StepAnswer } from './run-answer.ts';
import type { LedgerRecord } from './service/ledger.ts';

/** What is judged of a run. */
interface JudgedRun extends Pick<RunAnswer, 'status' | 'output' | 'error'> {
  readonly steps: readonly Pick<StepAnswer, 'attempts'>[];
}

const show = (value: unknown): string => JSON.stringify(value) ?? 'nothing';

/** Attempts beyond the first of each step. */
export const retriesOf = (steps: JudgedRun['steps']): number =>
  steps.reduce((sum, { attempts }) => sum + Math.max(0, attempts - 1), 0);

/**
 * Compares how a run ended, and what the service saw of it, with what was to be expected.
 * @returns what differs, in sentences; nothing when all is as expected
 */
export function judge(run: JudgedRun, record: LedgerRecord, expectation: Expectation): readonly string[] {
  return [
    ...judgeEnd(run, expectation),
    ...judgeRetries(retriesOf(run.steps), record.mishaps.length),
    ...judgeLookups(record.lookups, expectation.lookups),
    ...judgeEffects(record.effects, expectation.effects),
    ...record.offences,
  ];
}

function judgeEnd(run: JudgedRun, expectation: Expectation): string[] {
  const reason =
    run.error === null ? '' : ` (${run.error.code} at ${run.error.nodeId ?? 'no node'}: ${run.error.message})`;
  if (run.status !== expectation.status)
    return [`the run ended as ${run.status}${reason}, not as ${expectation.status}`];
  switch (expectation.status) {
    case 'succeeded': {
      const { output } = expectation;
      return isDeepStrictEqual(run.output, output) ? [] : [`the output is ${show(run.output)}, not ${show(output)}`];
    }
    case 'failed':
      return isThatFailure(run, expectation)
        ? []
        : [`the run failed otherwise${reason} than by ${expectation.code} at ${expectation.nodeId}`];
    case 'canceled':
      return [];
  }
}

const isThatFailure = ({ error }: JudgedRun, { nodeId, code, httpStatus }: ExpectedFailure): boolean =>
  error?.nodeId === nodeId && error.code === code && (httpStatus === undefined || statusOf(error.data) === httpStatus);

const statusOf = (data: unknown): unknown =>
  typeof data === 'object' && data !== null && 'status' in data ? data.status : undefined;

/** Whatever went wrong on purpose can be mended by one more attempt, and nothing else asks for one. */
const judgeRetries = (made: number, needed: number): string[] =>
  made === needed ? [] : [`${made} attempts were made again, where ${needed} were needed`];

function judgeLookups(seen: readonly string[], wanted: readonly string[]): string[] {
  return [
    ...wanted.filter((target) => !seen.includes(target)).map((target) => `the service was never asked ${target}`),
    ...seen.filter((target) => !wanted.includes(target)).map((target) => `the service was asked ${target} for nothing`),
  ];
}

/** Each wanted effect exactly once, in any order. */
function judgeEffects(seen: readonly Effect[], wanted: readonly Effect[]): string[] {
  const left = [...seen];
  const missing = wanted.filter((effect) => {
    const index = left.findIndex((other) => isDeepStrictEqual(other, effect));
    if (index !== -1) left.splice(index, 1);
    return index === -1;
  });
  return [
    ...missing.map((effect) => `the effect ${effect.path} ${show(effect.body)} is missing`),
    ...left.map((effect) => `the effect ${effect.path} ${show(effect.body)} is one too many`),
  ];
}
