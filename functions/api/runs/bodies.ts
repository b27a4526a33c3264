import type { Json } from '../../../shared/domain/json/json.ts';
import type { BodyRef } from '../../../shared/domain/run/run.ts';
import type { BodyStore } from '../../../shared/domain/run/store.ts';

/** Bytes of a body's JSON that a list shows in place. */
export const LIST_BODY_BYTES = 32 * 1024;
/** Bytes of a body's JSON that the answer about one run or step holds; larger ones are downloaded. */
export const MAX_BODY_BYTES = 1024 * 1024;
/** Bytes of all bodies in one answer together: a function may answer 6 MB, and quotes may double a text in it. */
const ANSWER_BYTES = 2 * 1024 * 1024;

/** In place of a body that is too large: where to read it, and the bytes of its JSON. */
export interface LargeBody {
  readonly ref: string;
  readonly size: number;
}

interface BodyReaderOptions {
  readonly bodies: BodyStore;
  readonly tenantId: string;
  readonly runId: string;
  /** Bytes up to which a body is shown in place. */
  readonly maxBytes: number;
}

/** Reads a body for an answer; null where there is none. */
export type BodyReader = (body: BodyRef | undefined, location?: string) => Promise<Json | LargeBody>;

/**
 * A reader for one answer, which all bodies in it share.
 * @returns a function of a body and the path at which it can be read when it is too large; without a path, a large body
 * is given a URL of its own
 */
export function bodyReader({ bodies, tenantId, runId, maxBytes }: BodyReaderOptions): BodyReader {
  let left = ANSWER_BYTES;
  return async (body, location) => {
    if (body === undefined) return null;
    const shown = body.size <= Math.min(maxBytes, left);
    if (shown) left -= body.size;
    const ref = shown ? undefined : (location ?? (await bodies.presign(tenantId, runId, body)));
    return ref === undefined ? bodies.get(tenantId, runId, body) : { ref, size: body.size };
  };
}
