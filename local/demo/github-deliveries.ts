import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Delivery } from './delivery.ts';
import type { BadLuck } from './service/mishaps.ts';
import { takerOf } from './workflows.ts';

/** Each edition of GitHub in the package has recorded payloads of its own. */
const EDITIONS = ['api.github.com', 'ghes-31', 'ghes-32', 'ghes-33', 'ghes-34', 'ghes-35'];
/** Every so many deliveries meet a service that stumbles. */
const UNLUCKY_EVERY = 10;

/** The first look at a risk fails, and the first label is put on without an answer. */
const GITHUB_LUCK: readonly BadLuck[] = [
  { at: '/risk/', mishaps: ['unavailable'] },
  { at: '/labels', mishaps: ['lost'] },
];

const { resolve } = createRequire(import.meta.url);

interface RecordedEvent {
  readonly name: string;
  readonly examples: readonly (object & { readonly action?: string })[];
}

/** Every issue, pull request and push payload of `@octokit/webhooks-examples`, in the package's order. */
export function githubDeliveries(): Delivery[] {
  const recorded = EDITIONS.flatMap((edition) => {
    const file = resolve(`@octokit/webhooks-examples/${edition}/index.json`);
    const events = JSON.parse(readFileSync(file, 'utf8')) as RecordedEvent[];
    return events.flatMap((event) => deliveriesOf(edition, event));
  });
  return recorded.map((delivery, index) => ({ ...delivery, luck: index % UNLUCKY_EVERY === 0 ? GITHUB_LUCK : [] }));
}

function deliveriesOf(edition: string, { name: event, examples }: RecordedEvent): Omit<Delivery, 'luck'>[] {
  const workflow = takerOf(event);
  if (workflow === undefined) return [];
  return examples.map((payload, index) => {
    const title = payload.action === undefined ? event : `${event}.${payload.action}`;
    return { id: randomUUID(), event, workflow, origin: `${edition} ${title}, example ${index + 1}`, payload };
  });
}
