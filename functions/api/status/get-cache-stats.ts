import { defineRoute } from '../../../shared/middleware/route.ts';
import type { StatusServices } from './services.ts';

/** What the cache did today in all containers, and in the one that answers. */
export const route = defineRoute({
  name: 'getCacheStats',
  async handle(_call, { cache }: StatusServices) {
    const today = (await cache.sharedStats()) ?? null;
    const { status, ...container } = cache.stats();
    return { status: 200, headers: { 'cache-control': 'no-store' }, body: { status, today, container } };
  },
});
