import { assertNever } from '../errors.ts';
import type { Edge } from '../workflow/definition.ts';
import { ERROR_PORT, type Plan, type PlannedNode } from './plan.ts';
import type { EndedStatus, RunError, StepRecord } from './run.ts';

/** A node to start now: for the first time, for another attempt, or to end a wait of its own. */
export interface Start {
  readonly nodeId: string;
  readonly kind: 'attempt' | 'resume';
  /** 1 for the first. */
  readonly attempt: number;
}

export interface Decision {
  /** Nodes that will never run, in topological order. */
  readonly skip: readonly string[];
  readonly start: readonly Start[];
  /**
   * What to do once `skip` and `start` are done with and nothing is in flight: end, sleep until the earliest timer,
   * or look again.
   */
  readonly next: Next;
}

export type Next =
  | { readonly kind: 'work' }
  /** `until` is epoch milliseconds, never past the run's deadline. */
  | { readonly kind: 'park'; readonly until: number }
  /** `cancel` names the steps that still waited. */
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
  if (end) return { skip: [], start: [], next: moment.inFlight.size > 0 ? { kind: 'work' } : end };

  const skip: string[] = [];
  const skipped = new Set<string>();
  const start: Start[] = [];
  let earliest = moment.deadline;
  for (const planned of plan.order) {
    const { id } = planned.node;
    const step = steps.get(id);
    if (step) {
      const progress = progressOf(step, moment);
      if (progress === 'ended' || progress === 'busy') continue;
      if (typeof progress === 'number') earliest = Math.min(earliest, progress);
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
  if (start.length > 0 || moment.inFlight.size > 0) return { skip, start, next: { kind: 'work' } };
  const over = plan.order.every(({ node }) => skipped.has(node.id) || hasEnded(steps.get(node.id)));
  if (over) return { skip, start, next: { kind: 'end', status: 'succeeded', cancel: [] } };
  return { skip, start, next: { kind: 'park', until: earliest } };
}

/** The end of a run by failure or deadline; undefined while it may go on. */
function ending(plan: Plan, steps: ReadonlyMap<string, StepRecord>, moment: Moment): Next | undefined {
  const waiting = [...steps.values()].filter((step) => step.status === 'waiting' || step.status === 'running');
  const cancel = waiting.filter((step) => !moment.inFlight.has(step.nodeId)).map((step) => step.nodeId);
  for (const { node } of plan.order) {
    const step = steps.get(node.id);
    if (step?.status !== 'failed' || step.handled || !step.error) continue;
    // A node that was cut off by the deadline did not fail by itself.
    if ((step.endedAt ?? 0) >= moment.deadline) continue;
    return { kind: 'end', status: 'failed', error: { ...step.error, nodeId: node.id }, cancel };
  }
  if (moment.now < moment.deadline || plan.order.every(({ node }) => isSettled(steps.get(node.id)))) return undefined;
  const error: RunError = {
    name: 'RunTimeoutError',
    code: 'RUN_TIMED_OUT',
    message: 'The run was not over at its deadline.',
  };
  return { kind: 'end', status: 'timed_out', error, cancel };
}

/** What becomes of a step that has a record: nothing more, a timer (epoch milliseconds), or a start. */
function progressOf(step: StepRecord, moment: Moment): 'ended' | 'busy' | number | Start {
  switch (step.status) {
    case 'succeeded':
    case 'failed':
    case 'skipped':
    case 'canceled':
      return 'ended';
    case 'running':
      if (moment.inFlight.has(step.nodeId)) return 'busy';
      return { nodeId: step.nodeId, kind: 'attempt', attempt: step.attempts + 1 };
    case 'waiting': {
      if (moment.inFlight.has(step.nodeId)) return 'busy';
      const dueAt = step.dueAt ?? 0;
      if (dueAt > moment.now) return dueAt;
      if (step.waitFor === 'node') return { nodeId: step.nodeId, kind: 'resume', attempt: step.attempts };
      return { nodeId: step.nodeId, kind: 'attempt', attempt: step.attempts + 1 };
    }
    default:
      return assertNever(step.status);
  }
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

/** Ended, and not by a failure that the run would have to answer for. */
const isSettled = (step: StepRecord | undefined): boolean =>
  hasEnded(step) && (step?.status !== 'failed' || step.handled === true);

const hasEnded = (step: StepRecord | undefined): boolean =>
  step !== undefined && step.status !== 'running' && step.status !== 'waiting';
