import { createKmsDataKeys } from '../../../shared/clients/kms/kms-data-keys.ts';
import { readEnv } from '../../../shared/contract/read-env.ts';
import { createVault } from '../../../shared/domain/secret/vault.ts';
import { apiFunction } from '../../../shared/middleware/api-function.ts';
import { routes } from './routes.ts';
import { createServices } from './services.ts';

export const handler = apiFunction({
  function: 'api-connections',
  routes,
  services: createServices,
  vault: ({ env, now }, { kms: connect }) => {
    const keys = createKmsDataKeys({ keyArn: readEnv('api-connections', env).SECRETS_KEY_ARN, connect });
    return createVault({ keys, now, cache: { oneTenant: true } });
  },
});
