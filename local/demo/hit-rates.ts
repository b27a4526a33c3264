import { Api } from './api.ts';

/** Look-ups by kind, as `/internal/cache-stats` counts them. */
type LookUps = Readonly<Record<string, { readonly hits: number; readonly misses: number }>>;

interface CacheStatsAnswer {
  readonly today: { readonly kinds: LookUps } | null;
}

/** How many look-ups there were, and which share of them had not to ask the table. */
export interface HitRate {
  readonly lookUps: number;
  /** 0 to 1. */
  readonly rate: number;
}

/** What the cache did for the demo, as far as the functions have told; null where nothing was looked up. */
export interface HitRates {
  /** Drafts, versions and lists of workflows. */
  readonly workflows: HitRate | null;
  /** Who calls, for which tenant, and what they see of themselves. */
  readonly users: HitRate | null;
}

const isWorkflow = (kind: string): boolean => kind.startsWith('workflow');
/** What the authorizer looks up. It is asked only when the gateway does not know the caller any more. */
const CALLER = 'caller';

/** @returns undefined when nobody counts: there is no Redis, or it does not answer */
async function lookUps(operator: Api): Promise<LookUps | undefined> {
  const { today } = await operator.call<CacheStatsAnswer>({ method: 'GET', path: '/internal/cache-stats' });
  return today?.kinds;
}

/** Begins to count; what is returned ends it. Undefined when nobody counts. */
export async function countHits(cloud: { readonly url: string; readonly platformKey: string }) {
  const operator = new Api({ url: cloud.url, apiKey: cloud.platformKey });
  const before = await lookUps(operator);
  /** @param requests that were sent meanwhile, each of which needs to know who calls */
  return async (requests: number): Promise<HitRates | undefined> => {
    const after = await lookUps(operator);
    return before && after && hitRates(before, after, requests);
  };
}

export function hitRates(before: LookUps, after: LookUps, requests: number): HitRates {
  const more = (what: 'hits' | 'misses', isMeant: (kind: string) => boolean): number =>
    Object.keys(after)
      .filter(isMeant)
      .reduce((sum, kind) => sum + (after[kind]?.[what] ?? 0) - (before[kind]?.[what] ?? 0), 0);
  const isCaller = (kind: string): boolean => kind === CALLER;
  const isProfile = (kind: string): boolean => !isWorkflow(kind) && !isCaller(kind);
  const known = Math.max(0, requests - more('misses', isCaller));
  return {
    workflows: rateOf(more('hits', isWorkflow), more('misses', isWorkflow)),
    users: rateOf(known + more('hits', isProfile), requests - known + more('misses', isProfile)),
  };
}

const rateOf = (hits: number, misses: number): HitRate | null =>
  hits + misses > 0 ? { lookUps: hits + misses, rate: hits / (hits + misses) } : null;
