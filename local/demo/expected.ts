import type { Delivery } from './delivery.ts';
import type { Expectation } from './expectation.ts';
import { expectIssue, type IssuePayload } from './expected/issues.ts';
import { expectOrder, type OrderPayload } from './expected/orders.ts';
import { expectPullRequest, type PullRequestPayload } from './expected/pull-requests.ts';
import { expectPush, type PushPayload } from './expected/pushes.ts';
import { expectRefund } from './expected/refunds.ts';
import { expectStockCheck } from './expected/stock.ts';
import type { Refund } from './shop/refunds.ts';
import type { StockQuestion } from './shop/stock.ts';

/**
 * How the run of a delivery must end and what the service must see of it: the rules of the workflows once more, in plain
 * TypeScript, so that the engine is not its own judge.
 */
export function expected({ event, workflow, payload, decision }: Delivery): Expectation {
  switch (workflow.file) {
    case 'triage-issues':
      return expectIssue(event, payload as IssuePayload);
    case 'review-pull-requests':
      return expectPullRequest(payload as PullRequestPayload);
    case 'watch-pushes':
      return expectPush(payload as PushPayload);
    case 'follow-up-orders':
      return expectOrder(payload as OrderPayload);
    case 'check-stock':
      return expectStockCheck(payload as StockQuestion);
    case 'refund-above-limit':
      return expectRefund(payload as Refund, decision);
  }
}
