import { CacheStatsSchema } from '../../../shared/contract/cache-schema.ts';
import { DetailedHealthSchema } from '../../../shared/contract/health-schema.ts';
import type { RouteDocs } from '../../../shared/contract/route-docs.ts';

export const docs: RouteDocs<'api-status'> = {
  getDetailedHealth: {
    summary: 'Health with numbers, and which of your breakers are open',
    answers: {
      200: { description: 'The service can serve requests.', body: DetailedHealthSchema },
      503: { description: 'Something critical does not work.', body: DetailedHealthSchema },
    },
  },
  getCacheStats: {
    summary: 'What the cache did',
    answers: { 200: { description: 'For the operator of the deployment.', body: CacheStatsSchema } },
  },
};
