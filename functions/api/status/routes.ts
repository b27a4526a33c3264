/** The routes of this function by name; each is loaded with its first request. */
export const routes = {
  getDetailedHealth: () => import('./get-detailed-health.ts'),
  getCacheStats: () => import('./get-cache-stats.ts'),
};
