import type { StepRecord } from '../../shared/domain/run/run.ts';
import { CANCEL } from '../../shared/domain/run/run.ts';
import type { BodyStore } from '../../shared/domain/run/store.ts';
import { type Fate, reference } from '../support/graphs.ts';
import type { MemoryRun } from '../support/memory-run.ts';
import type { Judge } from './judge.ts';
import type { Effect } from './outside.ts';
import { type Act, longestOf, type NodePlan, type RunPlan, SECOND } from './scenario.ts';
import { type Faults, toleranceOf } from './weather.ts';

interface Evidence {
  readonly judge: Judge;
  readonly faults: Faults;
  readonly effects: readonly Effect[];
  readonly bodies: BodyStore;
}

/** What a run came to, held against its plan and the naive reference. Complains to the judge. */
export async function judgeRun(run: MemoryRun, plan: RunPlan, evidence: Evidence): Promise<void> {
  const complain = (what: string) => evidence.judge.complain(`${plan.id}: ${what}`);
  for (const step of run.steps.values()) {
    if (step.status === 'running' || step.status === 'waiting') complain(`${step.nodeId} is ${step.status} at the end`);
  }
  for (const nodePlan of plan.nodes.values()) judgeNode(run, nodePlan, evidence, complain);
  judgeOutcome(run, plan, complain);
  judgeTime(run, plan, evidence, complain);
  judgeCount(run, plan, evidence, complain);
  await judgeBodies(run, evidence.bodies, complain);
}

type Complain = (what: string) => void;

const OWN_FAILURES: Readonly<Partial<Record<Act, readonly string[]>>> = {
  refuse: ['REFUSED'],
  hang: ['NODE_TIMED_OUT'],
  kill: ['ENGINE_CRASH', 'OUTCOME_UNKNOWN'],
};

/** Failures that a fault may bring about in a node that does nothing wrong. */
const EXCUSED = ['ENGINE_CRASH', 'OUTCOME_UNKNOWN', 'NODE_TIMED_OUT', 'UNAVAILABLE'];

function judgeNode(run: MemoryRun, plan: NodePlan, { judge, faults }: Evidence, complain: Complain): void {
  const { id } = plan.node;
  const step = run.steps.get(id);
  if (!step) return;
  const fate = fateOf(run, plan);
  if (step.status === 'succeeded') {
    if (fate.ends === 'error') complain(`${id} succeeded, and could not have`);
    if (fate.port !== step.port) complain(`${id} left by ${step.port}, not by ${fate.port}`);
    const answer = judge.of(run.run.id).winners.get(id);
    if (answer !== undefined && step.port !== (answer ? 'approved' : 'rejected')) {
      complain(`${id} left by ${step.port}, but somebody was told that the answer ${answer} stands`);
    }
    if (answer === undefined && step.port === 'approved' && judge.of(run.run.id).refused.get(id)?.kind === 'expiry') {
      complain(`${id} left by approved, but somebody was told that it had expired`);
    }
  }
  const code = step.error?.code ?? '';
  if (step.status !== 'failed' || OWN_FAILURES[plan.act]?.includes(code)) return;
  const late = code === 'NODE_TIMED_OUT' && (step.endedAt ?? 0) >= run.run.deadline;
  // Where processes die of nothing but a node, that node is found.
  const unjust = code === 'ENGINE_CRASH' && faults.weather.budget === 0;
  const excused = faults.since(0) > 0 && EXCUSED.includes(code) && !unjust;
  if (!late && !excused) complain(`${id} failed with ${code}, for no reason`);
}

/** What has to come of a node that is run; of an approval, what was stored first. */
function fateOf({ sent }: MemoryRun, { node, act, port }: NodePlan): Fate {
  if (act === 'refuse' || act === 'hang' || act === 'kill') return { ends: 'error' };
  if (act !== 'ask') return { ends: 'ok', ...(port !== undefined && { port }) };
  const signal = sent.get(node.id);
  if (signal?.kind !== 'approval') return { ends: 'ok', port: 'expired' };
  const { approved } = signal.payload as { approved: boolean };
  return { ends: 'ok', port: approved ? 'approved' : 'rejected' };
}

function judgeOutcome(run: MemoryRun, { definition, nodes }: RunPlan, complain: Complain): void {
  const { steps, sent } = run;
  const { status, error, output } = run.run;
  const fates = new Map(
    [...nodes.values()].map((plan): [string, Fate] => [
      plan.node.id,
      steps.get(plan.node.id)?.status === 'failed' ? { ends: 'error' } : fateOf(run, plan),
    ]),
  );
  const expected = reference({ definition, fates });
  for (const { nodeId, status: ended } of steps.values()) {
    if (hasRun(ended) && !expected.active.has(nodeId)) complain(`${nodeId} has run, and should not`);
    if (ended === 'skipped' && expected.active.has(nodeId)) complain(`${nodeId} was skipped, and should have run`);
  }
  switch (status) {
    case 'succeeded':
      if (expected.fails) complain('succeeded, and should have failed');
      if (!output) complain('has no output');
      for (const { id } of definition.nodes) {
        const wanted = expected.active.has(id) ? hasRun(steps.get(id)?.status) : steps.get(id)?.status === 'skipped';
        if (!wanted) complain(`succeeded, and ${id} is ${steps.get(id)?.status ?? 'not there'}`);
      }
      return;
    case 'failed': {
      const failed = steps.get(error?.nodeId ?? '');
      if (!expected.fails) complain(`failed by ${error?.nodeId}, and should have succeeded`);
      if (failed?.status !== 'failed' || failed.handled) complain(`failed by ${error?.nodeId}, which did not fail it`);
      return;
    }
    case 'canceled':
      if (!sent.has(CANCEL)) complain('was canceled by nobody');
      return;
    case 'timed_out':
      return;
    default:
      complain(`is over and ${status}`);
  }
}

const hasRun = (status: StepRecord['status'] | undefined): boolean => status === 'succeeded' || status === 'failed';

function judgeTime({ run }: MemoryRun, plan: RunPlan, { judge, faults }: Evidence, complain: Complain): void {
  const endedAt = judge.of(run.id).endedAt ?? 0;
  const took = endedAt - run.createdAt;
  const tolerance = toleranceOf(faults.weather);
  const patience = judge.patience.allowance(plan, 0);
  if (took > longestOf(plan) + patience) complain(`took ${took / SECOND} s`);
  if (took > plan.deadlineMs + patience) complain(`took ${took / SECOND} s, past its deadline`);
  if (run.status === 'timed_out' && took < plan.deadlineMs - tolerance) complain(`timed out after ${took / SECOND} s`);
}

function judgeCount(run: MemoryRun, plan: RunPlan, { effects, faults }: Evidence, complain: Complain): void {
  const gentle = faults.since(0) === 0;
  for (const { node, act, failures } of plan.nodes.values()) {
    const calls = effects.filter(({ runId, nodeId }) => runId === plan.id && nodeId === node.id).length;
    const step = run.steps.get(node.id);
    if (calls > (step?.attempts ?? 0))
      complain(`${node.id} called out ${calls} times in ${step?.attempts ?? 0} attempts`);
    if (node.onUncertain === 'fail' && !node.retry && calls > 1) complain(`${node.id} called out ${calls} times`);
    const wanted = act === 'hang' ? (node.retry?.maxAttempts ?? 1) : failures + 1;
    const whole = step && hasRun(step.status) && node.type === 'work';
    if (gentle && whole && step.error?.code !== 'NODE_TIMED_OUT' && calls !== wanted) {
      complain(`${node.id} called out ${calls} times, not ${wanted}`);
    }
  }
}

/** Every value that a record refers to can be read. */
async function judgeBodies({ run, steps }: MemoryRun, bodies: BodyStore, complain: Complain): Promise<void> {
  const refs = [run.output, ...[...steps.values()].flatMap(({ input, output }) => [input, output])];
  for (const ref of refs) {
    if (!ref) continue;
    await bodies.get(run.tenantId, run.id, ref).catch(() => complain(`the value ${JSON.stringify(ref)} is gone`));
  }
  if (run.output && (await bodies.get(run.tenantId, run.id, run.output)) !== 7) complain('its output is wrong');
}
