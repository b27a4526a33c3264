import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { DEMO_WORKFLOWS, type DemoWorkflow } from './workflows.ts';

/** Each edition of GitHub in the package has recorded payloads of its own. */
const EDITIONS = ['api.github.com', 'ghes-31', 'ghes-32', 'ghes-33', 'ghes-34', 'ghes-35'];

const { resolve } = createRequire(import.meta.url);

/** One webhook as GitHub would deliver it. */
export interface Delivery {
  /** As in GitHub's header `X-GitHub-Delivery`. */
  readonly id: string;
  /** As in GitHub's header `X-GitHub-Event`. */
  readonly event: string;
  /** The workflow that takes it. */
  readonly workflow: DemoWorkflow;
  /** Where it was recorded, for people: `ghes-34 issues.opened, example 7`. */
  readonly origin: string;
  readonly payload: object;
}

interface RecordedEvent {
  readonly name: string;
  readonly examples: readonly (object & { readonly action?: string })[];
}

const takerOf = (event: string): DemoWorkflow | undefined =>
  DEMO_WORKFLOWS.find((workflow) => workflow.events.includes(event));

/** Every issue, pull request and push payload of `@octokit/webhooks-examples`, in the package's order. */
export function recordedDeliveries(): Delivery[] {
  return EDITIONS.flatMap((edition) => {
    const file = resolve(`@octokit/webhooks-examples/${edition}/index.json`);
    const events = JSON.parse(readFileSync(file, 'utf8')) as RecordedEvent[];
    return events.flatMap((event) => deliveriesOf(edition, event));
  });
}

function deliveriesOf(edition: string, { name: event, examples }: RecordedEvent): Delivery[] {
  const workflow = takerOf(event);
  if (workflow === undefined) return [];
  return examples.map((payload, index) => {
    const title = payload.action === undefined ? event : `${event}.${payload.action}`;
    return { id: randomUUID(), event, workflow, origin: `${edition} ${title}, example ${index + 1}`, payload };
  });
}
