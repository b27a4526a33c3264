import type { Expectation, Recorded } from './expectation.ts';
import { expectIssue, type IssuePayload } from './expected/issues.ts';
import { expectPullRequest, type PullRequestPayload } from './expected/pull-requests.ts';
import { expectPush, type PushPayload } from './expected/pushes.ts';

/**
 * How the run of a delivery must end and what the service must see of it: the rules of the workflows once more, in plain
 * TypeScript, so that the engine is not its own judge.
 */
export function expected({ event, workflow, payload }: Recorded): Expectation {
  switch (workflow.file) {
    case 'triage-issues':
      return expectIssue(event, payload as IssuePayload);
    case 'review-pull-requests':
      return expectPullRequest(payload as PullRequestPayload);
    case 'watch-pushes':
      return expectPush(payload as PushPayload);
  }
}
