import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A workflow of the demo and the events that it takes. */
export interface DemoWorkflow {
  /** Name of its file in local/demo/workflows, without `.json`. */
  readonly file:
    | 'triage-issues'
    | 'review-pull-requests'
    | 'watch-pushes'
    | 'follow-up-orders'
    | 'check-stock'
    | 'refund-above-limit';
  readonly events: readonly string[];
}

export const DEMO_WORKFLOWS: readonly DemoWorkflow[] = [
  { file: 'triage-issues', events: ['issues', 'issue_comment'] },
  {
    file: 'review-pull-requests',
    events: ['pull_request', 'pull_request_review', 'pull_request_review_comment', 'pull_request_review_thread'],
  },
  { file: 'watch-pushes', events: ['push'] },
  { file: 'follow-up-orders', events: ['order.placed'] },
  { file: 'check-stock', events: ['stock.asked'] },
  { file: 'refund-above-limit', events: ['refund.asked'] },
];

/** @returns undefined for an event that no workflow takes */
export const takerOf = (event: string): DemoWorkflow | undefined =>
  DEMO_WORKFLOWS.find((workflow) => workflow.events.includes(event));

/** The definition as it is sent to the API. */
export interface DemoDefinition {
  readonly name: string;
  readonly nodes: readonly { readonly id: string }[];
}

export const readDefinition = ({ file }: DemoWorkflow): DemoDefinition =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'workflows', `${file}.json`), 'utf8')) as DemoDefinition;
