import { isDeepStrictEqual } from 'node:util';
import type { RunAnswer } from './api.ts';
import type { Effect, Expectation } from './expectation.ts';
import type { LedgerRecord } from './service/ledger.ts';

const show = (value: unknown): string => JSON.stringify(value) ?? 'nothing';

/**
 * Compares how a run ended, and what the service saw of it, with what was to be expected.
 * @returns what differs, in sentences; nothing when all is as expected
 */
export function judge(run: RunAnswer, record: LedgerRecord, expectation: Expectation): readonly string[] {
  return [
    ...judgeEnd(run, expectation),
    ...judgeLookups(record.lookups, expectation.lookups),
    ...judgeEffects(record.effects, expectation.effects),
    ...record.offences,
  ];
}

function judgeEnd(run: RunAnswer, expectation: Expectation): string[] {
  const reason =
    run.error === null ? '' : ` (${run.error.code} at ${run.error.nodeId ?? 'no node'}: ${run.error.message})`;
  if (run.status !== expectation.status)
    return [`the run ended as ${run.status}${reason}, not as ${expectation.status}`];
  if (expectation.status === 'succeeded') {
    const { output } = expectation;
    return isDeepStrictEqual(run.output, output) ? [] : [`the output is ${show(run.output)}, not ${show(output)}`];
  }
  const { nodeId, httpStatus } = expectation;
  const isExpected = run.error?.nodeId === nodeId && statusOf(run.error.data) === httpStatus;
  return isExpected ? [] : [`the run failed otherwise${reason} than by status ${httpStatus} at ${nodeId}`];
}

const statusOf = (data: unknown): unknown =>
  typeof data === 'object' && data !== null && 'status' in data ? data.status : undefined;

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
