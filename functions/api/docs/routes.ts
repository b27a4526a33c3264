/** The routes of this function by name; each is loaded with its first request. */
export const routes = {
  getOpenApi: () => import('./get-open-api.ts'),
  getApiDocs: () => import('./get-api-docs.ts'),
  getApiDocsAsset: () => import('./get-api-docs-asset.ts'),
};
