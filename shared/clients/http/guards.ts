import { MAX_BODY_BYTES, MAX_HEADER_BYTES, MAX_INTERIM_RESPONSES, MAX_REDIRECTS } from './limits.ts';
import type { Reach } from './reach.ts';
import { crossesOrigins } from './redirect.ts';

/** What a call is held to by, each to be lifted alone by tests that want to see what it holds. */
export interface Guards {
  readonly reach: Reach;
  /** Whether the agents' library has a say of its own about addresses. */
  readonly secondOpinion: boolean;
  readonly limits: Limits;
  /** Whether a header of the caller, its name in lower case, follows a redirect to another origin. */
  crossesOrigins(name: string): boolean;
}

/** Of one call; sizes in bytes. */
export interface Limits {
  readonly redirects: number;
  readonly headerBytes: number;
  readonly bodyBytes: number;
  readonly interimResponses: number;
}

export const createGuards = (reach: Reach): Guards => ({
  reach,
  secondOpinion: true,
  limits: {
    redirects: MAX_REDIRECTS,
    headerBytes: MAX_HEADER_BYTES,
    bodyBytes: MAX_BODY_BYTES,
    interimResponses: MAX_INTERIM_RESPONSES,
  },
  crossesOrigins,
});
