import { createHash } from 'node:crypto';
import type { KnownCaller } from './authenticate.ts';

/** With the gateway's own cache of 20 s before it, a revoked key or a removed member is out within a minute. */
const KEPT_MS = 20_000;
const CAPACITY = 1000;

interface Entry {
  readonly until: number;
  readonly answer: KnownCaller;
}

/**
 * Remembers who is known, and no longer than their credential is good. Refusals are not kept: a key must work as soon
 * as it exists. That a credential was good at all is remembered for as long as there is room.
 */
export class AuthenticationCache {
  readonly #entries = new Map<string, Entry>();
  readonly #now: () => number;

  /** @param now epoch milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** @param header the value of the Authorization header */
  find(header: string): KnownCaller | undefined {
    const known = this.#entries.get(keyOf(header));
    return known !== undefined && this.#now() < known.until ? known.answer : undefined;
  }

  /** Whether it was good when it was looked at last: then it is no guess, and worth another look. */
  wasGood(header: string): boolean {
    return this.#entries.has(keyOf(header));
  }

  keep(header: string, answer: KnownCaller): void {
    const key = keyOf(header);
    // A Map keeps the order of insertion: put in anew, it is the last to be forgotten.
    this.#entries.delete(key);
    const until = Math.min(this.#now() + KEPT_MS, answer.expiresAt ?? Number.POSITIVE_INFINITY);
    this.#entries.set(key, { until, answer });
    if (this.#entries.size <= CAPACITY) return;
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#entries.delete(oldest);
  }

  forget(header: string): void {
    this.#entries.delete(keyOf(header));
  }
}

/** The credential itself is not held on to. */
const keyOf = (header: string): string => createHash('sha256').update(header).digest('base64');
