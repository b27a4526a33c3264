import type { LRUCache } from 'lru-cache';
import { type CacheKey, type CachePattern, type CacheTag, LOCAL_COPY_SECONDS } from './cache.ts';
import { matches } from './cache-keys.ts';

const MAX_COPIES = 2000;
const MAX_CHARS = 8 * 1024 * 1024;

/** A value that was found: its JSON text, and whether it is past its time. */
export interface Found {
  readonly json: string;
  readonly isStale: boolean;
}

interface Copy {
  readonly json: string;
  readonly freshUntil: number;
  readonly expiresAt: number;
  readonly tags: readonly CacheTag[];
}

/** Copies of values in the memory of this container, those used longest ago forgotten first. */
export class LocalCopies {
  readonly #now: () => number;
  #copies: LRUCache<string, Copy> | undefined;

  /** @param now epoch milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  get size(): number {
    return this.#copies?.size ?? 0;
  }

  get({ text }: CacheKey): Found | undefined {
    const copy = this.#copies?.get(text);
    if (copy === undefined) return undefined;
    const now = this.#now();
    if (now < copy.expiresAt) return { json: copy.json, isStale: now >= copy.freshUntil };
    this.#copies?.delete(text);
    return undefined;
  }

  /** @param until when the value ends for good, epoch milliseconds */
  async put(key: CacheKey, json: string, freshUntil: number, until: number): Promise<void> {
    const copies = await this.#open();
    const expiresAt = Math.min(until, this.#now() + LOCAL_COPY_SECONDS * 1000);
    copies.set(key.text, { json, freshUntil, expiresAt, tags: key.tags });
  }

  delete(keys: readonly CacheKey[]): void {
    for (const { text } of keys) this.#copies?.delete(text);
  }

  invalidate(tags: readonly CacheTag[]): void {
    const gone = new Set(tags.map(({ tag }) => tag));
    this.#deleteWhere((_text, copy) => copy.tags.some(({ tag }) => gone.has(tag)));
  }

  deleteMatching(pattern: CachePattern): void {
    this.#deleteWhere((text) => matches(pattern, text));
  }

  #deleteWhere(isGone: (text: string, copy: Copy) => boolean): void {
    for (const [text, copy] of [...(this.#copies?.entries() ?? [])]) {
      if (isGone(text, copy)) this.#copies?.delete(text);
    }
  }

  /** Loaded with the first value: invocations that keep none do without it. */
  async #open(): Promise<LRUCache<string, Copy>> {
    if (this.#copies !== undefined) return this.#copies;
    const { LRUCache: Lru } = await import('lru-cache');
    this.#copies ??= new Lru<string, Copy>({
      max: MAX_COPIES,
      maxSize: MAX_CHARS,
      sizeCalculation: ({ json }, text) => json.length + text.length,
    });
    return this.#copies;
  }
}
