import { type AnyNodeError, isNodeError, type StepError, TransientNodeError } from '../node/errors.ts';
import type { NodeOutcome } from '../node/node-type.ts';
import type { Retry } from '../workflow/definition.ts';
import { ERROR_PORT, type PlannedNode } from './plan.ts';
import type { StepRecord } from './run.ts';

/** A receiver may ask for a longer pause than the policy's, up to this. */
const MAX_RETRY_AFTER_MS = 24 * 3600 * 1000;
const MAX_MESSAGE_LENGTH = 300;

/** A step that waits for nothing any more. */
export function withoutTimer(step: StepRecord): StepRecord {
  const { dueAt: _dueAt, waitFor: _waitFor, alone: _alone, ...rest } = step;
  return rest;
}

/** The record of a step whose attempt came to `outcome`. Its bodies are added by whoever stores them. */
export function afterOutcome(step: StepRecord, outcome: NodeOutcome, now: number): StepRecord {
  const { error: _error, ...rest } = withoutTimer(step);
  if (outcome.kind === 'wait') return { ...rest, status: 'waiting', waitFor: 'node', dueAt: outcome.until };
  if (outcome.kind === 'waitForSignal') {
    const waiting: StepRecord = { ...rest, status: 'waiting', waitFor: 'signal' };
    return outcome.until === undefined ? waiting : { ...waiting, dueAt: outcome.until };
  }
  const ended = { ...rest, status: 'succeeded', endedAt: now } as const;
  return outcome.port === undefined ? ended : { ...ended, port: outcome.port };
}

/** The record of a step whose attempt threw: another attempt later, or the end. */
export function afterError(
  step: StepRecord,
  planned: PlannedNode,
  thrown: unknown,
  now: number,
  random: () => number,
): StepRecord {
  const error = isNodeError(thrown) ? thrown : unexpected(thrown);
  const rest = withoutTimer(step);
  const { retry, onError } = planned.node;
  if (retry && step.attempts < retry.maxAttempts && mayRetry(retry, error)) {
    const dueAt = now + retryDelayMs(retry, step.attempts, error, random);
    return { ...rest, status: 'waiting', waitFor: 'retry', dueAt, error: toStepError(error) };
  }
  const failed: StepRecord = { ...rest, status: 'failed', endedAt: now, error: toStepError(error) };
  if (planned.hasErrorPort) return { ...failed, handled: true, port: ERROR_PORT };
  return onError === 'continue' ? { ...failed, handled: true } : failed;
}

const mayRetry = ({ retryOn }: Retry, error: AnyNodeError): boolean =>
  error.retryable && (retryOn === undefined || retryOn.some((name) => name === error.name));

/** @param attempts attempts made so far, at least 1 */
function retryDelayMs(retry: Retry, attempts: number, error: AnyNodeError, random: () => number): number {
  const grown = retry.intervalSeconds * retry.backoffRate ** (attempts - 1);
  const capped = Math.min(grown, retry.maxDelaySeconds) * 1000;
  const delay = retry.jitter ? capped * random() : capped;
  const wished = 'retryAfterMs' in error ? Math.min(error.retryAfterMs ?? 0, MAX_RETRY_AFTER_MS) : 0;
  return Math.ceil(Math.max(delay, wished));
}

/** An error of no known class is a fault of ours or of a library: trying again may help, and its text stays inside. */
const unexpected = (cause: unknown): AnyNodeError =>
  new TransientNodeError('UNEXPECTED', 'The node failed in an unexpected way.', { cause });

function toStepError(error: AnyNodeError): StepError {
  const message =
    error.message.length > MAX_MESSAGE_LENGTH ? `${error.message.slice(0, MAX_MESSAGE_LENGTH)}…` : error.message;
  const base = { name: error.name, code: error.code, message };
  return error.data === undefined ? base : { ...base, data: error.data };
}
