import { createHash } from 'node:crypto';
import type { Authentication } from './authenticate.ts';

/** With the gateway's own cache of 10 s before it, what the operator changes holds within a minute. */
const KEPT_MS = 50_000;
const CAPACITY = 1000;

interface Entry {
  readonly until: number;
  readonly answer: Authentication;
}

/** Remembers who is known. Refusals are not kept: a key must work as soon as it exists. */
export class AuthenticationCache {
  readonly #entries = new Map<string, Entry>();
  readonly #now: () => number;

  /** @param now epoch milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  async get(header: string, find: () => Promise<Authentication>): Promise<Authentication> {
    // The credential itself is not held on to.
    const key = createHash('sha256').update(header).digest('base64');
    const known = this.#entries.get(key);
    if (known !== undefined && this.#now() < known.until) return known.answer;
    const answer = await find();
    if (answer.kind === 'known') this.#put(key, answer);
    else this.#entries.delete(key);
    return answer;
  }

  #put(key: string, answer: Authentication): void {
    const [oldest] = this.#entries.size >= CAPACITY ? this.#entries.keys() : [];
    if (oldest !== undefined) this.#entries.delete(oldest);
    this.#entries.set(key, { until: this.#now() + KEPT_MS, answer });
  }
}
