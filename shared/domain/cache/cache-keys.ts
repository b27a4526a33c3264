import type { Cache, CacheKey, CachePattern, CacheTag } from './cache.ts';
import { escapeKeyPart } from './key-part.ts';

/** Stands for anything in a pattern. */
export const ANY: unique symbol = Symbol('any');

/**
 * Makes names that begin with stage and tenant: `stepwell:<stage>:<tenant>:cache:<kind>:<part>...`. Parts are escaped,
 * so no id, however it is made up, reaches another tenant's names or is a wildcard.
 */
export class CacheKeys {
  readonly #prefix: string;

  /** @param prefix `stepwell:<stage>` */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  key(
    tenantId: string,
    kind: string,
    parts: readonly string[],
    { tags = [], isCopied = true }: Partial<Pick<CacheKey, 'tags' | 'isCopied'>> = {},
  ): CacheKey {
    return { text: this.#join(tenantId, 'cache', [kind, ...parts]), kind, tags, isCopied };
  }

  tag(tenantId: string, ...parts: readonly string[]): CacheTag {
    return { tag: this.#join(tenantId, 'tag', parts) };
  }

  /** `ANY` as the last part matches every key that begins like this. */
  pattern(tenantId: string, kind: string, parts: readonly (string | typeof ANY)[]): CachePattern {
    const escaped = parts.map((part) => (part === ANY ? '*' : escapeKeyPart(part)));
    return { pattern: [this.#join(tenantId, 'cache', [kind]), ...escaped].join(':') };
  }

  #join(tenantId: string, family: 'cache' | 'tag', parts: readonly string[]): string {
    return [this.#prefix, escapeKeyPart(tenantId), family, ...parts.map(escapeKeyPart)].join(':');
  }
}

/** A cache with the names that its stage gives to values. */
export interface StageCache {
  readonly cache: Cache;
  readonly keys: CacheKeys;
}

/** Whether a pattern stands for this key, as Redis sees it. */
export function matches({ pattern }: CachePattern, text: string): boolean {
  const source = pattern.split('*').map((literal) => literal.replaceAll('.', '\\.'));
  return new RegExp(`^${source.join('.*')}$`).test(text);
}
