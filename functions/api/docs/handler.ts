import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readEnv } from '../../../shared/contract/read-env.ts';
import { apiFunction } from '../../../shared/middleware/api-function.ts';
import { routes } from './routes.ts';
import type { ApiDocsServices } from './services.ts';

export const handler = apiFunction({
  function: 'api-docs',
  routes,
  services: ({ env }): ApiDocsServices => ({
    readFile: (name) => readFile(join(import.meta.dirname, name), 'utf8'),
    publicUrl: readEnv('api-docs', env).PUBLIC_URL.replace(/\/$/, ''),
  }),
});
