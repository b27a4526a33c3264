import { describe, expect, it } from 'vitest';
import { expectPullRequest, type PullRequestPayload } from '../../../../local/demo/expected/pull-requests.ts';
import { riskOf } from '../../../../local/demo/service/directory.ts';

const repository = { full_name: 'Codertocat/Hello-World' };
const payloadOf = (change: Partial<PullRequestPayload['pull_request']>, action = 'opened') => ({
  action,
  repository,
  pull_request: { number: 2, additions: 1, deletions: 1, ...change },
});

describe('expectPullRequest', () => {
  it.each([
    ['small', 5, 5, 'size/S'],
    ['medium', 5, 6, 'size/M'],
    ['medium', 500, 0, 'size/M'],
    ['large', 500, 1, 'size/L'],
  ])('expects %s for %i lines added and %i deleted', (outcome, additions, deletions, label) => {
    const { effects, ...rest } = expectPullRequest(payloadOf({ additions, deletions }));
    expect(rest).toMatchObject({ output: { outcome, label, team: 'greetings' } });
    expect(effects.map(({ path }) => path)).toEqual(['/labels', '/reviews']);
  });

  it('asks for one reviewer more where the risk is high', () => {
    const [calm, risky] = [1, 2, 3, 4, 5, 6]
      .toSorted((a, b) => riskOf(repository.full_name, a) - riskOf(repository.full_name, b))
      .filter((_, index) => index === 0 || index === 5);
    expect(expectPullRequest(payloadOf({ number: calm ?? 0 }))).toMatchObject({ output: { reviewers: 1 } });
    expect(expectPullRequest(payloadOf({ number: risky ?? 0 }))).toMatchObject({ output: { reviewers: 2 } });
  });

  it('expects nothing to happen to a draft or to what nobody has measured', () => {
    expect(expectPullRequest(payloadOf({ draft: true }))).toMatchObject({ effects: [], output: { outcome: 'draft' } });
    const unmeasured = { action: 'created', repository, pull_request: { number: 2 } };
    expect(expectPullRequest(unmeasured)).toMatchObject({
      effects: [],
      output: { outcome: 'unmeasured', label: null, reviewers: 0 },
    });
  });

  it('expects a farewell when a pull request is closed', () => {
    const textOf = (merged: boolean) => expectPullRequest(payloadOf({ merged }, 'closed')).effects[0]?.body;
    expect(textOf(true)).toMatchObject({ text: 'Merged, thank you.' });
    expect(textOf(false)).toMatchObject({ text: expect.stringContaining('without a merge') });
  });
});
