/** Each route of the function, loaded with its first request. */
export const routes = {
  listAudit: () => import('./list-audit.ts'),
  exportAudit: () => import('./export-audit.ts'),
};
