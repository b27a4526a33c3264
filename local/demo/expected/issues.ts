import type { Effect, Expectation } from '../expectation.ts';
import { teamOf } from '../service/directory.ts';
import { ownerLookup } from './lookups.ts';

export interface IssuePayload {
  readonly action: string;
  readonly repository: { readonly full_name: string };
  readonly issue: {
    readonly number: number;
    readonly title: string;
    readonly body?: string | null;
    readonly labels?: readonly { readonly name: string }[];
    readonly locked?: boolean;
  };
  readonly comment?: { readonly user: { readonly login: string } };
}

interface Advice {
  readonly topic: string | null;
  readonly label: string;
  /** Absent when nobody is to be answered. */
  readonly text?: string;
}

const ARRIVED = new Set(['opened', 'reopened', 'created']);
const CHANGED = new Set(['edited', 'labeled', 'unlabeled']);
const WORDING = /spelling|spelled|typo/i;

const outcomeOf = (action: string): string =>
  ARRIVED.has(action) ? 'arrived' : CHANGED.has(action) ? 'changed' : 'quiet';

function adviceFor(event: string, { action, issue, repository, comment }: IssuePayload): Advice | undefined {
  const isBug = (issue.labels ?? []).some(({ name }) => name === 'bug');
  if (CHANGED.has(action)) return { topic: null, label: isBug ? 'kind/bug' : 'needs-triage' };
  if (!ARRIVED.has(action)) return undefined;
  if (event === 'issue_comment') {
    return { topic: 'answer', label: 'has-answer', text: `Thank you, ${comment?.user.login}.` };
  }
  if (WORDING.test(`${issue.title} ${issue.body ?? ''}`)) {
    const team = teamOf(repository.full_name) ?? 'unowned';
    return { topic: 'wording', label: 'area/docs', text: `Thank you. Team ${team} will look at the wording.` };
  }
  if (isBug) return { topic: 'bug', label: 'kind/bug', text: 'Which steps lead there, in which version?' };
  return { topic: 'unclear', label: 'needs-triage', text: 'Thank you. Somebody will read this soon.' };
}

function effectsOf(advice: Advice | undefined, { issue, repository }: IssuePayload): Effect[] {
  if (advice === undefined) return [];
  const about = { repository: repository.full_name, number: issue.number };
  const label = { path: '/labels', body: { ...about, label: advice.label } };
  if (advice.text === undefined || issue.locked === true) return [label];
  return [label, { path: '/comments', body: { ...about, text: advice.text } }];
}

export function expectIssue(event: string, payload: IssuePayload): Expectation {
  const { action, issue, repository } = payload;
  const advice = adviceFor(event, payload);
  const effects = effectsOf(advice, payload);
  return {
    status: 'succeeded',
    lookups: [ownerLookup(repository.full_name)],
    effects,
    output: {
      issue: `${repository.full_name}#${issue.number}`,
      outcome: outcomeOf(action),
      topic: advice?.topic ?? null,
      team: teamOf(repository.full_name) ?? 'unowned',
      words: (issue.body ?? '').split(' ').filter((word) => word !== '').length,
      label: advice?.label ?? null,
      commented: effects.some(({ path }) => path === '/comments'),
    },
  };
}
