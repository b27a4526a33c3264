/** How long values are good for. */
export const TTL_SECONDS = {
  SHORT: 60,
  MEDIUM: 300,
  LONG: 1800,
  WORKFLOW: 600,
  ANALYSIS: 3600,
  USER: 900,
} as const;

/** A container keeps its own copy of a value no longer than this; what others invalidate is seen by then. */
export const LOCAL_COPY_SECONDS = 30;

/** Name of a value, made by `CacheKeys`. */
export interface CacheKey {
  readonly text: string;
  /** Family of the value, by which hits are counted. */
  readonly kind: string;
  /** Invalidating any of them invalidates the value. */
  readonly tags: readonly CacheTag[];
  /** False: no container keeps a copy, so that what one of them invalidates is gone for all at once. */
  readonly isCopied: boolean;
}

/** Name of a group of values, made by `CacheKeys`. */
export interface CacheTag {
  readonly tag: string;
}

/** Stands for many keys, made by `CacheKeys`. */
export interface CachePattern {
  readonly pattern: string;
}

export interface CacheTimes {
  readonly ttlSeconds: number;
  /** For so long after its time a value is still answered, while a new one is fetched. @default 0 */
  readonly staleSeconds?: number;
}

export interface CacheEntry {
  readonly key: CacheKey;
  readonly value: unknown;
}

export interface KindStats {
  readonly hits: number;
  readonly misses: number;
  /** Share of hits, 0 to 1; 0 before the first look-up. */
  readonly hitRate: number;
  /** Among the hits: answered past their time while a new value was fetched. */
  readonly stale: number;
}

export interface LatencyStats {
  readonly count: number;
  readonly meanMs: number;
  readonly maxMs: number;
}

interface Activity extends KindStats {
  /** Among the hits: answered by a container's own copy. */
  readonly local: number;
  readonly errors: number;
  readonly invalidations: number;
  readonly kinds: Readonly<Record<string, KindStats>>;
}

/** What all containers of a stage did today, in UTC. Each tells when it asks the shared store, so some of it comes late. */
export interface SharedCacheStats extends Activity {
  readonly remote: Omit<LatencyStats, 'maxMs'>;
}

/** What this container's cache did since it started. */
export interface CacheStats extends Activity {
  /** Round trips to the shared store, failed ones too. */
  readonly remote: LatencyStats;
  /** `memory`: there is no shared store; `degraded`: it does not answer. */
  readonly status: 'shared' | 'degraded' | 'memory';
  /** Values that this container holds a copy of. */
  readonly copies: number;
}

/**
 * Values that are quicker to find than to make. Anything that JSON can carry; a value comes back as JSON carries it.
 * No method fails because of the store: without it a value is just not found.
 */
export interface Cache {
  /** Undefined when it is not there; null is a value. */
  get<Value>(key: CacheKey): Promise<Value | undefined>;
  set(key: CacheKey, value: unknown, times: CacheTimes): Promise<void>;
  /** In the order of the keys, in one round trip. */
  mget<Value>(keys: readonly CacheKey[]): Promise<readonly (Value | undefined)[]>;
  mset(entries: readonly CacheEntry[], times: CacheTimes): Promise<void>;
  /**
   * The value, made when it is not there: once for all who ask at the same time. Undefined is answered but not kept.
   * A value whose tag is invalidated while it is being made is not kept either.
   * @throws what `load` throws
   */
  getOrSet<Value>(key: CacheKey, times: CacheTimes, load: () => Promise<Value>): Promise<Value>;
  delete(keys: readonly CacheKey[]): Promise<void>;
  /** Makes every value with one of these tags count as absent, in all containers once their copies are old. */
  invalidate(tags: readonly CacheTag[]): Promise<void>;
  /** Walks over the whole store: for operators, not for requests. `complete` is false when it stopped at its bound. */
  deleteMatching(pattern: CachePattern): Promise<{ readonly removed: number; readonly complete: boolean }>;
  /** Resolves when no value is being fetched in the background. */
  settled(): Promise<void>;
  stats(): CacheStats;
  /** Undefined when there is no shared store, or it does not answer. */
  sharedStats(): Promise<SharedCacheStats | undefined>;
  /** Counts a look-up of something that is remembered elsewhere. */
  note(kind: string, isHit: boolean): void;
  /** Tells the shared store what was counted here, when that is due. For who reads no values; everybody else does so by reading. */
  report(): Promise<void>;
}
