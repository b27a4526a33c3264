import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { staticImports } from '../../nodes/static-imports.ts';

const SHARED = join(import.meta.dirname, '..', '..', '..', '..', 'shared');
const PARTS = [
  'clients/redis/limiter.ts',
  'clients/redis/cache.ts',
  'clients/redis/breaker-store.ts',
  'domain/limit/classes.ts',
  'domain/resilience/resilience.ts',
];

describe('what loads before it is needed', () => {
  it.each(PARTS)('with %s is no library and none of Node’s modules', (part) => {
    const loaded = [...staticImports(join(SHARED, part))].filter((name) => !name.startsWith('/'));
    expect(loaded).toEqual([]);
  });

  it('would show what does load', () => {
    expect(staticImports(join(SHARED, 'clients/redis/redis-limiter.ts'))).toContain('@upstash/ratelimit');
  });
});
