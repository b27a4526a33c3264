import type { BadLuck } from './service/mishaps.ts';
import type { Decision } from './shop/refunds.ts';
import type { DemoWorkflow } from './workflows.ts';

/** What happened somewhere and starts a run: a webhook of GitHub, or something in the demo's shop. */
export interface Delivery {
  /** As in GitHub's header `X-GitHub-Delivery`; the service is told it with each request. */
  readonly id: string;
  /** As in GitHub's header `X-GitHub-Event`; the shop's are called alike. */
  readonly event: string;
  /** The workflow that takes it. */
  readonly workflow: DemoWorkflow;
  /** Where it comes from, for people: `ghes-34 issues.opened, example 7`, `order A-1007`. */
  readonly origin: string;
  readonly payload: object;
  /** What the service does to its requests. */
  readonly luck: readonly BadLuck[];
  /** Present when the run asks for an approval. */
  readonly decision?: Decision;
  /** Whether the demo hangs up on the first try to start the run. */
  readonly hangUp?: boolean;
}
