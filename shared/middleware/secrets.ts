import type { TenantVault, Vault } from '../domain/secret/vault.ts';
import { checkOptions } from './options.ts';
import type { ApiMiddleware, ApiRequest } from './request-state.ts';

interface SecretsOptions {
  /** Undefined in functions that have no right to any secret. */
  readonly vault: ((tenantId: string) => Vault) | undefined;
}

/**
 * Gives the request a vault that is bound to the tenant of its principal, and wipes what was opened once it is
 * answered, well or not.
 */
export function secrets(options: SecretsOptions): ApiMiddleware {
  checkOptions('secrets', options, ['vault']);
  const { vault } = options;
  const before = (request: ApiRequest): void => {
    const { state } = request.internal;
    const { principal } = state;
    if (vault === undefined || principal === undefined) return;
    state.secrets = vault(principal.tenantId).forTenant(principal.tenantId);
  };
  const wipe = (request: ApiRequest): void => request.internal.state?.secrets?.wipe();
  return { before, after: wipe, onError: wipe };
}

/** For a function that was given no vault: a route that asks for one is wired wrongly. */
export const noVault: TenantVault = {
  tenantId: '',
  seal: () => Promise.reject(new Error('This function has no vault.')),
  open: () => Promise.reject(new Error('This function has no vault.')),
  wipe: () => {},
};
