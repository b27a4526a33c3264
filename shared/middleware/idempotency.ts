import { randomUUID } from 'node:crypto';
import { ROUTES, type Route } from '../contract/routes.ts';
import {
  type AnswerStore,
  type Claim,
  type ClaimOutcome,
  identify,
  type KeptAnswer,
  stillRunning,
  withoutSecrets,
} from '../domain/idempotency/answer.ts';
import { readPlainKey, requireSame } from '../domain/idempotency/marker.ts';
import type { Json } from '../domain/json/json.ts';
import type { Log } from '../domain/log.ts';
import { addLogFields } from '../observability/log-scope.ts';
import { toRequestError } from './map-error.ts';
import { checkOptions } from './options.ts';
import type { PreparedCall } from './prepare-call.ts';
import { readBody } from './read-body.ts';
import type { ApiMiddleware, ApiRequest, RequestState } from './request-state.ts';
import type { ApiResult } from './route.ts';

interface IdempotencyOptions {
  /** Of a tenant. */
  readonly answers: ((tenantId: string) => AnswerStore) | undefined;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

interface Held {
  readonly claim: Claim;
  readonly store: AnswerStore;
  readonly omit: readonly string[];
}

/**
 * Gives a request that bears an Idempotency-Key its effect once: it claims the key, keeps the answer, and whoever sends
 * the same again gets that answer. Requests that fail give the key back. Routes that take keys say so in the route table.
 */
export function idempotency(options: IdempotencyOptions): ApiMiddleware {
  checkOptions('idempotency', options, ['answers', 'log', 'now']);
  const { answers, log, now } = options;
  const held = new WeakMap<RequestState, Held>();

  const before = async (request: ApiRequest): Promise<void> => {
    const { state } = request.internal;
    const asked = askedOf(state);
    if (asked === undefined) return;
    // To go on without would be to promise what is not kept.
    if (answers === undefined) throw new Error('There is no store for the answers of idempotent requests.');
    const store = answers(asked.claim.tenantId);
    const outcome = await store.claim(asked.claim, now());
    if (outcome.kind === 'claimed') held.set(state, { ...asked, store });
    else replay(request, earlier(outcome, asked.claim));
  };

  /** Whatever follows, the key is dealt with. */
  const letGo = (state: RequestState): Held | undefined => {
    const mine = held.get(state);
    held.delete(state);
    return mine;
  };

  return {
    before,
    after: async (request: ApiRequest) => {
      const mine = letGo(request.internal.state);
      if (mine === undefined) return;
      const { status, headers, body, text } = request.response as ApiResult;
      const answer = { status, ...(headers && { headers }), ...(text === undefined ? { body } : { text }) };
      // What was asked for has happened: the answer goes out, kept or not.
      await finish(mine, answer).catch((error: unknown) => log.error('An answer could not be kept', { error }));
    },
    onError: async (request: ApiRequest) => {
      const mine = letGo(request.internal.state);
      // Out of time, the route may still be at work: the key stays taken until that cannot be.
      if (mine === undefined || toRequestError(request.error).code === 'TIMEOUT') return;
      await mine.store
        .release(mine.claim)
        .catch((error: unknown) => log.warn('An idempotency key could not be given back', { error }));
    },
  };
}

/** Undefined for what takes no key or bears none. @throws RequestError 400 INVALID_IDEMPOTENCY_KEY */
function askedOf({ route, principal, incoming }: RequestState): Pick<Held, 'claim' | 'omit'> | undefined {
  const { idempotent, role }: Partial<Route> = route === undefined ? {} : ROUTES[route];
  if (route === undefined || idempotent === undefined || principal === undefined) return undefined;
  const key = readPlainKey(incoming.headers);
  if (key === undefined) return undefined;
  const { method, path, query } = incoming;
  // What a person does for themselves is nobody else's, whatever their tenant.
  const principalId = role === 'user' || role === 'signedIn' ? principal.principalId : undefined;
  const named = identify({ key, method, path, query, body: readBody(incoming) as Json | undefined, principalId });
  const claim = { ...named, route, tenantId: principal.tenantId, claimId: randomUUID() };
  return { claim, omit: idempotent === true ? [] : idempotent.omit };
}

/** @throws RequestError 422 IDEMPOTENCY_KEY_REUSED, 409 IDEMPOTENCY_IN_PROGRESS */
function earlier(outcome: Exclude<ClaimOutcome, { readonly kind: 'claimed' }>, claim: Claim): KeptAnswer {
  requireSame(outcome, claim.fingerprint);
  if (outcome.kind === 'running') throw stillRunning();
  return outcome.answer;
}

/** The rest of the chain goes its way, with the route replaced by what it answered then. */
function replay(request: ApiRequest, answer: KeptAnswer): void {
  const { route, call } = request.event as PreparedCall;
  const result = { ...answer, headers: { ...answer.headers, 'idempotent-replayed': 'true' } };
  request.internal.state.isReplay = true;
  request.event = { route: { ...route, handle: () => result }, call } satisfies PreparedCall;
  addLogFields({ idempotency: 'replayed' });
}

async function finish({ claim, store, omit }: Held, answer: KeptAnswer): Promise<void> {
  if (answer.status >= 400) return store.release(claim);
  await store.complete(claim, withoutSecrets(answer, omit));
}
