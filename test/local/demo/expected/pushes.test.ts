import { describe, expect, it } from 'vitest';
import { expectPush } from '../../../../local/demo/expected/pushes.ts';

const repository = { full_name: 'Codertocat/Hello-World' };

describe('expectPush', () => {
  it('expects the run of a deleted tag to fail', () => {
    const expectation = expectPush({ ref: 'refs/tags/v1', repository, deleted: true });
    expect(expectation).toMatchObject({ status: 'failed', nodeId: 'protection', httpStatus: 403, effects: [] });
    expect(expectation.lookups).toEqual([
      '/protection?repository=Codertocat%2FHello-World&ref=refs%2Ftags%2Fv1&deleted=true',
    ]);
  });

  it('expects a new tag to be told', () => {
    expect(expectPush({ ref: 'refs/tags/v1', repository })).toMatchObject({
      effects: [
        { path: '/notifications', body: { channel: 'releases', text: 'Codertocat/Hello-World has the tag v1.' } },
      ],
      output: { outcome: 'release', push: 'Codertocat/Hello-World v1', protected: false, commits: 0 },
    });
  });

  it.each([['added'], ['modified'], ['removed']])('expects documents %s on a protected branch to be told', (how) => {
    const commits = [{ added: ['a.ts'] }, { [how]: ['b.ts', 'README.md'] }];
    expect(expectPush({ ref: 'refs/heads/master', repository, commits })).toMatchObject({
      effects: [{ body: { channel: 'docs', text: expect.stringContaining(': 2,') } }],
      output: { outcome: 'docs', protected: true, notified: 'docs' },
    });
  });

  it.each([
    ['refs/heads/master', 'a.ts'],
    ['refs/heads/topic', 'README.md'],
  ])('expects silence for a push to %s that changes %s', (ref, path) => {
    const expectation = expectPush({ ref, repository, commits: [{ modified: [path] }] });
    expect(expectation).toMatchObject({ effects: [], output: { outcome: 'quiet', notified: null } });
  });
});
