/** Each route of the function, loaded with its first request. */
export const routes = {
  oauthCallback: () => import('./oauth-callback.ts'),
};
