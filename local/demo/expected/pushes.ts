import type { Expectation } from '../expectation.ts';
import { isProtected } from '../service/directory.ts';
import { protectionLookup } from './lookups.ts';

interface Commit {
  readonly added?: readonly string[];
  readonly modified?: readonly string[];
  readonly removed?: readonly string[];
}

export interface PushPayload {
  readonly ref: string;
  readonly repository: { readonly full_name: string };
  readonly deleted?: boolean;
  readonly commits?: readonly Commit[];
}

const TAGS = 'refs/tags/';
const HEADS = 'refs/heads/';

/** Who is told of a push, and what. */
interface Notice {
  readonly channel: string;
  readonly text: string;
}

const touchesDocs = (commits: readonly Commit[]): boolean =>
  commits
    .flatMap(({ added = [], modified = [], removed = [] }) => [...added, ...modified, ...removed])
    .some((path) => path.endsWith('.md'));

const nameOf = (ref: string): string => [HEADS, TAGS].reduce((name, prefix) => name.replaceAll(prefix, ''), ref);

function noticeOf({ ref, repository, commits = [] }: PushPayload): Notice | undefined {
  const [name, fullName] = [nameOf(ref), repository.full_name];
  if (ref.startsWith(TAGS)) return { channel: 'releases', text: `${fullName} has the tag ${name}.` };
  if (!isProtected(ref) || !touchesDocs(commits)) return undefined;
  const text = `Commits on ${name} of ${fullName}: ${commits.length}, documents among what changed.`;
  return { channel: 'docs', text };
}

export function expectPush(push: PushPayload): Expectation {
  const { ref, repository, deleted = false, commits = [] } = push;
  const lookups = [protectionLookup(repository.full_name, ref, deleted)];
  if (ref.startsWith(TAGS) && deleted) {
    const why = 'the service forbids deleting a tag';
    return { status: 'failed', nodeId: 'protection', code: 'HTTP_STATUS', httpStatus: 403, why, lookups, effects: [] };
  }
  const notice = noticeOf(push);
  return {
    status: 'succeeded',
    lookups,
    effects: notice === undefined ? [] : [{ path: '/notifications', body: notice }],
    output: {
      push: `${repository.full_name} ${nameOf(ref)}`,
      outcome: notice === undefined ? 'quiet' : notice.channel === 'releases' ? 'release' : 'docs',
      commits: commits.length,
      protected: isProtected(ref),
      notified: notice?.channel ?? null,
    },
  };
}
