import { assertNever } from '../errors.ts';
import type { Edge } from '../workflow/definition.ts';
import { ERROR_PORT, type Plan, type PlannedNode } from './plan.ts';
import { CANCEL, type EndedStatus, type RunError, type Signal, type StepRecord } from './run.ts';

/**
 * Processes that may die while a node is alone in them before it is blamed. Processes die for other reasons too, and a run
 * may be unlucky more than once.
 */
const MAX_ALONE = 3;

/** The rules below. A run keeps those that it was created under for as long as it lives. */
export const SEMANTICS = 1;

/**
 * A node to start now: for the first time or for another attempt; to end a wait, with the signal that came, if it waited
 * for one; or only to fail, as nobody knows what became of the attempt that a crash cut off.
 */
export type Start =
  /** `attempt` is 1 for the first. */
  | { readonly nodeId: string; readonly kind: 'attempt'; readonly attempt: number }
  | { readonly nodeId: string; readonly kind: 'resume'; readonly attempt: number; readonly signal?: Signal }
  | {
      readonly nodeId: string;
      readonly kind: 'giveUp';
      readonly attempt: number;
      readonly because: 'crash' | 'uncertain';
    };

export interface Decision {
  /** Nodes that will never run, in topological order. */
  readonly skip: readonly string[];
  readonly start: readonly Start[];
  /** Nodes whose signal did not come in time: their expiry is to be written, if nothing is faster. */
  readonly expire: readonly string[];
  /**
   * What to do once `skip`, `expire` and `start` are done with and nothing is in flight: end, sleep until the earliest timer,
   * or look again, and when to look again though something still is.
   */
  readonly next: Next;
}

export type Next =
  /** `until`, the earliest timer, is epoch milliseconds, never past the run's deadline. */
  | { readonly kind: 'work' | 'park'; readonly until: number }
  /**
   * `cancel` names the steps that still wait or that a crash left running. What is in flight may end first, within
   * limits, but nothing is started any more.
   */
  | {
      readonly kind: 'end';
      readonly status: EndedStatus;
      readonly error?: RunError;
      readonly cancel: readonly string[];
    };

export interface Moment {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly deadline: number;
  /** Signals of the run's generation, by whom they are for. */
  readonly signals: ReadonlyMap<string, Signal>;
  /** Nodes that this process is running. A step that is `running` and not in flight was left by a crash. */
  readonly inFlight: ReadonlySet<string>;
}

/**
 * The semantics of a run, and the only place where they are: deterministic, no I/O, no clock.
 *
 * A node runs when every predecessor has ended and at least one edge into it is active; with no active edge it is
 * skipped, and skips pass on. An edge is active when its source succeeded (or failed and goes on) and the edge's port
 * is the one taken. A failure that nobody handles ends the run once what is in flight has ended.
 */
export function decide(plan: Plan, steps: ReadonlyMap<string, StepRecord>, moment: Moment): Decision {
  const end = ending(plan, steps, moment);
  if (end) return { skip: [], start: [], expire: [], next: end };

  const skip: string[] = [];
  const skipped = new Set<string>();
  const start: Start[] = [];
  const expire: string[] = [];
  let earliest = moment.deadline;
  for (const planned of plan.order) {
    const { id } = planned.node;
    const step = steps.get(id);
    if (step) {
      const progress = progressOf(planned, step, moment);
      if (progress === 'ended' || progress === 'busy') continue;
      if (progress === 'expired') expire.push(id);
      else if (typeof progress === 'number') earliest = Math.min(earliest, progress);
      else start.push(progress);
    } else {
      const readiness = readinessOf(planned, steps, skipped);
      if (readiness === 'ready') start.push({ nodeId: id, kind: 'attempt', attempt: 1 });
      if (readiness === 'skipped') {
        skip.push(id);
        skipped.add(id);
      }
    }
  }
  const working = start.length + expire.length + moment.inFlight.size > 0;
  if (working) return { skip, start, expire, next: { kind: 'work', until: earliest } };
  const over = plan.order.every(({ node }) => skipped.has(node.id) || hasEnded(steps.get(node.id)));
  if (over) return { skip, start, expire, next: { kind: 'end', status: 'succeeded', cancel: [] } };
  return { skip, start, expire, next: { kind: 'park', until: earliest } };
}

/** The end of a run by failure, cancellation or deadline; undefined while it may go on. */
function ending(plan: Plan, steps: ReadonlyMap<string, StepRecord>, moment: Moment): Next | undefined {
  const error = failureOf(plan, steps, moment);
  const canceled = moment.signals.has(CANCEL);
  // Who left such a step knew that the time was over, whatever this process's clock says.
  const late = moment.now >= moment.deadline || [...steps.values()].some(isLeftByEnd);
  if (!error && !canceled && !late) return undefined;
  if (!error && plan.order.every(({ node }) => isSettled(steps.get(node.id)))) return undefined;
  const open = [...steps.values()].filter((step) => !hasEnded(step) && !moment.inFlight.has(step.nodeId));
  const cancel = open.map((step) => step.nodeId);
  if (error) return { kind: 'end', status: 'failed', error, cancel };
  if (canceled) return { kind: 'end', status: 'canceled', cancel };
  return { kind: 'end', status: 'timed_out', error: TIMED_OUT, cancel };
}

const TIMED_OUT: RunError = {
  name: 'RunTimeoutError',
  code: 'RUN_TIMED_OUT',
  message: 'The run was not over at its deadline.',
};

/** The first failure, in the order of the plan, that nobody handles. */
function failureOf(plan: Plan, steps: ReadonlyMap<string, StepRecord>, moment: Moment): RunError | undefined {
  for (const { node } of plan.order) {
    const step = steps.get(node.id);
    if (step?.status !== 'failed' || step.handled || !step.error) continue;
    // A node that was cut off by the deadline did not fail by itself.
    if ((step.endedAt ?? 0) < moment.deadline) return { ...step.error, nodeId: node.id };
  }
  return undefined;
}

/** What becomes of a step that has a record: nothing more, a timer (epoch milliseconds), an expiry, or a start. */
function progressOf(
  { node }: PlannedNode,
  step: StepRecord,
  moment: Moment,
): 'ended' | 'busy' | 'expired' | number | Start {
  const { nodeId, attempts } = step;
  switch (step.status) {
    case 'succeeded':
    case 'failed':
    case 'skipped':
    case 'canceled':
      return 'ended';
    case 'running':
      if (moment.inFlight.has(nodeId)) return 'busy';
      if ((step.alone ?? 0) >= MAX_ALONE) return { nodeId, kind: 'giveUp', attempt: attempts, because: 'crash' };
      if (node.onUncertain === 'fail') return { nodeId, kind: 'giveUp', attempt: attempts, because: 'uncertain' };
      return { nodeId, kind: 'attempt', attempt: attempts + 1 };
    case 'waiting':
      return moment.inFlight.has(nodeId) ? 'busy' : wakingOf(step, moment);
    default:
      return assertNever(step.status);
  }
}

function wakingOf({ nodeId, attempts, waitFor, dueAt }: StepRecord, moment: Moment): 'expired' | number | Start {
  const due = dueAt !== undefined && dueAt <= moment.now;
  if (waitFor === 'signal') {
    const signal = moment.signals.get(nodeId);
    if (signal) return { nodeId, kind: 'resume', attempt: attempts, signal };
    return due ? 'expired' : (dueAt ?? moment.deadline);
  }
  if (!due) return dueAt ?? moment.deadline;
  if (waitFor === 'node') return { nodeId, kind: 'resume', attempt: attempts };
  return { nodeId, kind: 'attempt', attempt: attempts + 1 };
}

function readinessOf(
  planned: PlannedNode,
  steps: ReadonlyMap<string, StepRecord>,
  skipped: ReadonlySet<string>,
): 'ready' | 'skipped' | 'blocked' {
  if (planned.incoming.length === 0) return 'ready';
  let active = false;
  for (const edge of planned.incoming) {
    if (skipped.has(edge.from)) continue;
    const source = steps.get(edge.from);
    if (!source || !hasEnded(source)) return 'blocked';
    active ||= isActive(edge, source);
  }
  return active ? 'ready' : 'skipped';
}

/** Whether an edge is taken, given how its source ended. */
function isActive(edge: Edge, source: StepRecord): boolean {
  if (source.status === 'succeeded') return edge.port === undefined || edge.port === source.port;
  if (source.status !== 'failed' || !source.handled) return false;
  return source.port === ERROR_PORT ? edge.port === ERROR_PORT : edge.port === undefined;
}

/** Ended, and neither by the end of the run nor by a failure that the run would have to answer for. */
const isSettled = (step: StepRecord | undefined): boolean => step !== undefined && hasEnded(step) && !isLeftByEnd(step);

/** What only a run that is to end has: its cancellation, its deadline or the failure of another step cut the step off. */
const isLeftByEnd = ({ status, handled }: StepRecord): boolean =>
  status === 'canceled' || (status === 'failed' && !handled);

const hasEnded = (step: StepRecord | undefined): boolean =>
  step !== undefined && step.status !== 'running' && step.status !== 'waiting';
