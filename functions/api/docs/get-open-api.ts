import { defineRoute } from '../../../shared/middleware/route.ts';
import { OPENAPI_FILE } from './assets.ts';
import type { ApiDocsServices } from './services.ts';

/** The description of the API that the build has made, with the address of this deployment. */
export const route = defineRoute({
  name: 'getOpenApi',
  async handle(_call, { readFile, publicUrl }: ApiDocsServices) {
    const document = JSON.parse(await readFile(OPENAPI_FILE)) as Readonly<Record<string, unknown>>;
    return {
      status: 200,
      headers: { 'cache-control': 'public, max-age=300' },
      body: { ...document, servers: [{ url: publicUrl }] },
    };
  },
});
