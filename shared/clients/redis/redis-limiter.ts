import { Ratelimit } from '@upstash/ratelimit';
import { Redis } from '@upstash/redis';
import { type LimitDecision, type Limiter, WINDOW_SECONDS } from '../../domain/limit/limiter.ts';
import { RedisError, restRequester } from './rest-requester.ts';

/** Past this the request is not held up any longer. */
const DECISION_MS = 250;
/** Distinct limits: three tiers and what operators set for single tenants. */
const MAX_LIMITS = 64;
/** Tenants over their limit that are refused without asking Redis. */
const MAX_BLOCKED = 1000;

interface RedisLimiterOptions {
  readonly url: string;
  readonly token: string;
  /** Begins every key. */
  readonly prefix: string;
  /** Time for a decision. @default 250 */
  readonly decisionMs?: number | undefined;
}

/** Sliding windows in Redis, shared by all containers. A decision that takes too long is an error, not a pass. */
export class RedisLimiter implements Limiter {
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #decisionMs: number;
  readonly #limits = new Map<number, Ratelimit>();

  constructor({ url, token, prefix, decisionMs = DECISION_MS }: RedisLimiterOptions) {
    this.#redis = new Redis(restRequester({ url, token, timeoutMs: decisionMs }));
    this.#prefix = prefix;
    this.#decisionMs = decisionMs;
  }

  /** @throws RedisError when Redis fails or does not answer in time. */
  async hit(identifier: string, limit: number): Promise<LimitDecision> {
    const answer = await this.#limitOf(limit).limit(identifier);
    if (answer.reason === 'timeout') throw new RedisError(`Redis did not answer within ${this.#decisionMs} ms.`);
    return { allowed: answer.success, limit, remaining: answer.remaining, resetAt: answer.reset };
  }

  /** The library ties a limit to an instance; its keys do not hold the limit, so a changed limit goes on counting. */
  #limitOf(limit: number): Ratelimit {
    const known = this.#limits.get(limit);
    if (known !== undefined) return known;
    if (this.#limits.size >= MAX_LIMITS) this.#limits.clear();
    const made = new Ratelimit({
      redis: this.#redis,
      limiter: Ratelimit.slidingWindow(limit, `${WINDOW_SECONDS} s`),
      prefix: this.#prefix,
      timeout: this.#decisionMs,
      ephemeralCache: new BoundedMap(MAX_BLOCKED),
      analytics: false,
    });
    this.#limits.set(limit, made);
    return made;
  }
}

/** Forgets its oldest entry when it is full; the library takes nothing but a Map. */
class BoundedMap extends Map<string, number> {
  readonly #capacity: number;

  constructor(capacity: number) {
    super();
    this.#capacity = capacity;
  }

  override set(key: string, value: number): this {
    const [oldest] = this.size >= this.#capacity ? this.keys() : [];
    if (oldest !== undefined) this.delete(oldest);
    return super.set(key, value);
  }
}
