import { describe, expect, it } from 'vitest';
import { expectIssue } from '../../../../local/demo/expected/issues.ts';

const repository = { full_name: 'Codertocat/Hello-World' };
const issue = { number: 7, title: 'It stops', body: 'It  stops at once.', labels: [{ name: 'bug' }] };
const about = { repository: repository.full_name, number: 7 };

describe('expectIssue', () => {
  it('expects a label and an answer for a new bug', () => {
    expect(expectIssue('issues', { action: 'opened', repository, issue })).toEqual({
      status: 'succeeded',
      lookups: ['/owners?repository=Codertocat%2FHello-World'],
      effects: [
        { path: '/labels', body: { ...about, label: 'kind/bug' } },
        { path: '/comments', body: { ...about, text: 'Which steps lead there, in which version?' } },
      ],
      output: {
        issue: 'Codertocat/Hello-World#7',
        outcome: 'arrived',
        topic: 'bug',
        team: 'greetings',
        words: 4,
        label: 'kind/bug',
        commented: true,
      },
    });
  });

  it.each([
    ['wording', 'issues', { ...issue, title: 'A Typo' }, 'area/docs'],
    ['wording', 'issues', { number: 1, title: 'spelling', body: null }, 'area/docs'],
    ['unclear', 'issues', { number: 1, title: 'Hello' }, 'needs-triage'],
    ['answer', 'issue_comment', issue, 'has-answer'],
  ])('takes the topic %s of an event %s', (topic, event, given, label) => {
    const payload = { action: 'created', repository, issue: given, comment: { user: { login: 'ada' } } };
    expect(expectIssue(event, payload)).toMatchObject({ output: { topic, label }, effects: { length: 2 } });
  });

  it('expects no answer where the conversation is locked', () => {
    const payload = { action: 'opened', repository, issue: { ...issue, locked: true } };
    expect(expectIssue('issues', payload)).toMatchObject({ effects: { length: 1 }, output: { commented: false } });
  });

  it('expects a label alone when an issue changes, and nothing for the rest', () => {
    const changed = expectIssue('issues', { action: 'edited', repository, issue: { ...issue, labels: [] } });
    expect(changed).toMatchObject({ effects: [{ body: { label: 'needs-triage' } }], output: { topic: null } });
    const quiet = expectIssue('issues', { action: 'pinned', repository, issue });
    expect(quiet).toMatchObject({ effects: [], output: { outcome: 'quiet', label: null } });
  });

  it('expects no team for a repository that nobody owns', () => {
    const payload = { action: 'opened', repository: { full_name: 'octo-org/octo-repo' }, issue };
    expect(expectIssue('issues', payload)).toMatchObject({ output: { team: 'unowned' } });
  });
});
