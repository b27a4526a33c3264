import type { Effect, Expectation } from '../expectation.ts';
import { riskOf, teamOf } from '../service/directory.ts';
import { ownerLookup, riskLookup } from './lookups.ts';

export interface PullRequestPayload {
  readonly action: string;
  readonly repository: { readonly full_name: string };
  readonly pull_request: {
    readonly number: number;
    readonly draft?: boolean;
    readonly merged?: boolean;
    readonly additions?: number;
    readonly deletions?: number;
  };
}

const CAREFUL_FROM = 50;

const ADVICE: Readonly<Record<string, { readonly label: string; readonly reviewers: number }>> = {
  small: { label: 'size/S', reviewers: 1 },
  medium: { label: 'size/M', reviewers: 1 },
  large: { label: 'size/L', reviewers: 2 },
};

/** `closed`, `draft` or the size. Payloads about reviews do not say how many lines were changed. */
function outcomeOf({ action, pull_request: change }: PullRequestPayload): string {
  if (action === 'closed') return 'closed';
  if (change.draft === true) return 'draft';
  if (change.additions === undefined || change.deletions === undefined) return 'unmeasured';
  const lines = change.additions + change.deletions;
  return lines <= 10 ? 'small' : lines <= 500 ? 'medium' : 'large';
}

export function expectPullRequest(payload: PullRequestPayload): Expectation {
  const repository = payload.repository.full_name;
  const { number, merged } = payload.pull_request;
  const [team, risk] = [teamOf(repository) ?? 'unowned', riskOf(repository, number)];
  const outcome = outcomeOf(payload);
  const advice = ADVICE[outcome];
  const reviewers = advice === undefined ? 0 : advice.reviewers + (risk >= CAREFUL_FROM ? 1 : 0);
  const about = { repository, number };
  const effects: Effect[] = [];
  if (advice !== undefined) {
    effects.push({ path: '/labels', body: { ...about, label: advice.label } });
    effects.push({ path: '/reviews', body: { ...about, team, reviewers } });
  }
  if (outcome === 'closed') {
    const text = merged === true ? 'Merged, thank you.' : 'Closed without a merge. Thank you all the same.';
    effects.push({ path: '/comments', body: { ...about, text } });
  }
  return {
    status: 'succeeded',
    lookups: [ownerLookup(repository), riskLookup(repository, number)],
    effects,
    output: { pullRequest: `${repository}#${number}`, outcome, team, risk, label: advice?.label ?? null, reviewers },
  };
}
