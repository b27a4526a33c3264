import { RequestError } from '../errors.ts';

/** The ETag of a draft: its revision, so that it says nothing about the content and costs nothing to make. */
export const etagOf = (workflow: { readonly revision: number }): string => `"r${workflow.revision}"`;

/**
 * Whether a draft is the one that the caller has seen.
 * @param ifMatch value of the header `If-Match`: `*`, or ETags separated by commas. A proxy that compresses makes them
 * weak (`W/"r1"`); a revision is as good then.
 * @throws RequestError 412 PRECONDITION_FAILED
 */
export function requireMatch(ifMatch: string, workflow: { readonly revision: number }): void {
  const etag = etagOf(workflow);
  const seen = ifMatch.split(',').map((part) => part.trim().replace(/^W\//, ''));
  if (!seen.includes(etag) && !seen.includes('*')) throw staleDraft({ etag });
}

/** @param extra `etag`: that of the draft as it is now, where it is known */
export const staleDraft = (extra: { readonly etag?: string } = {}): RequestError =>
  new RequestError(412, 'PRECONDITION_FAILED', 'The draft has changed since you read it. Read it again.', { extra });
