import { RequestError } from '../errors.ts';
import { canonicalJson } from '../json/canonical.ts';
import type { Json } from '../json/json.ts';
import { type IdempotencyKey, sha256 } from './marker.ts';

/**
 * How long a request has a key for itself. Longer than any function runs: whoever still has it then has died, and has
 * not said what became of the request.
 */
export const CLAIM_MS = 60_000;

/** An answer as it is given again. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly text?: string;
}

/** A key in the hands of one request. */
export interface Claim extends IdempotencyKey {
  readonly tenantId: string;
  readonly route: string;
  /** Of this request and no other. */
  readonly claimId: string;
}

/** What a key stands for when somebody asks for it. */
export type ClaimOutcome =
  | { readonly kind: 'claimed' }
  | { readonly kind: 'running'; readonly fingerprint: string }
  | { readonly kind: 'answered'; readonly fingerprint: string; readonly answer: KeptAnswer };

/** Keys of requests and what these were answered. */
export interface AnswerStore {
  /** Takes the key unless another request has it. @param now epoch milliseconds */
  claim(claim: Claim, now: number): Promise<ClaimOutcome>;
  /** Keeps the answer. @returns false when the claim has run out and another request has the key by now */
  complete(claim: Claim, answer: KeptAnswer): Promise<boolean>;
  /** Gives the key back: the request had no effect. */
  release(claim: Claim): Promise<void>;
}

interface Asked {
  readonly key: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly body: Json | undefined;
  /** Given where the answer depends on who asks: two people of one tenant may choose the same key. */
  readonly principalId: string | undefined;
}

/**
 * Names a request. The body may hold secrets that can be guessed, so the key goes into the fingerprint: only its hash is
 * kept.
 */
export function identify({ key, method, path, query, body = null, principalId }: Asked): IdempotencyKey {
  const keyHash = principalId === undefined ? sha256(key) : sha256(`${principalId} ${key}`);
  const asked: Json = { key, method, path, query: { ...query } as Record<string, string>, body };
  return { keyHash, fingerprint: sha256(canonicalJson(asked)) };
}

/** Told to those who ask again before the first request has been answered. */
export const stillRunning = (): RequestError =>
  new RequestError(409, 'IDEMPOTENCY_IN_PROGRESS', 'A request with this Idempotency-Key is not answered yet.', {
    headers: { 'retry-after': '1' },
    extra: { retryAfter: 1 },
  });

/**
 * An answer without what is shown once. What is given again in its place says so: `replayed`.
 * @param omit fields of the body
 */
export function withoutSecrets(answer: KeptAnswer, omit: readonly string[]): KeptAnswer {
  const { body } = answer;
  if (typeof body !== 'object' || body === null || !omit.some((field) => field in body)) return answer;
  const kept = Object.entries(body).filter(([field]) => !omit.includes(field));
  return { ...answer, body: { ...Object.fromEntries(kept), replayed: true } };
}

/** What is left of an answer that is too large to be kept: whatever is short, its id among it. */
export function shortened(answer: KeptAnswer): KeptAnswer {
  const { body, status, headers = {} } = answer;
  const fields = typeof body === 'object' && body !== null ? Object.entries(body) : [];
  const short = fields.filter(([, value]) => JSON.stringify(value ?? null).length <= MAX_FIELD);
  return { status, headers, body: { ...Object.fromEntries(short), replayed: true } };
}

/** Characters of JSON. */
const MAX_FIELD = 1000;
