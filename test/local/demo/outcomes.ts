import type { EndedRun, Outcome } from '../../../local/demo/deliver.ts';
import type { StepAnswer } from '../../../local/demo/run-answer.ts';
import { DEMO_WORKFLOWS, type DemoWorkflow } from '../../../local/demo/workflows.ts';

const EPOCH = Date.parse('2026-01-01T00:00:00.000Z');

/** @param milliseconds after the run was accepted */
export const at = (milliseconds: number): string => new Date(EPOCH + milliseconds).toISOString();

export function workflowOf(file: DemoWorkflow['file']): DemoWorkflow {
  const workflow = DEMO_WORKFLOWS.find((one) => one.file === file);
  if (workflow === undefined) throw new Error(`There is no workflow ${file}.`);
  return workflow;
}

export const stepOf = (nodeId: string, more: Partial<StepAnswer> = {}): StepAnswer => ({
  nodeId,
  type: 'data.transform',
  status: 'succeeded',
  attempts: 1,
  startedAt: at(100),
  endedAt: at(200),
  ...more,
});

export const runOf = (more: Partial<EndedRun> = {}): EndedRun => ({
  id: 'run_1',
  status: 'succeeded',
  output: null,
  error: null,
  createdAt: at(0),
  endedAt: at(400),
  steps: [],
  ...more,
});

/** The outcome of an issue that all went well with. */
export function outcomeOf(more: Partial<Outcome> = {}): Outcome {
  const workflow = workflowOf('triage-issues');
  return {
    delivery: { id: 'd', event: 'issues', workflow, origin: 'issues.opened, example 1', payload: {}, luck: [] },
    published: { workflow, id: 'wf_1', name: 'Triage GitHub issues' },
    expectation: { status: 'succeeded', output: null, lookups: [], effects: [] },
    run: runOf(),
    problems: [],
    ...more,
  };
}
