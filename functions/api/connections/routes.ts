/** Each route of the function, loaded with its first request. */
export const routes = {
  listConnections: () => import('./list-connections.ts'),
  createConnection: () => import('./create-connection.ts'),
  getConnection: () => import('./get-connection.ts'),
  updateConnection: () => import('./update-connection.ts'),
  deleteConnection: () => import('./delete-connection.ts'),
  testConnection: () => import('./test-connection.ts'),
  authorizeConnection: () => import('./authorize-connection.ts'),
};
