import * as z from 'zod';
import { notFound } from '../../../shared/domain/errors.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import { ASSETS, isAsset } from './assets.ts';
import type { ApiDocsServices } from './services.ts';

const CACHEABLE = 'public, max-age=86400';

/** A file of the page. `v` is of no effect here: it keeps a browser from showing the file of an earlier version. */
export const route = defineRoute({
  name: 'getApiDocsAsset',
  query: z.strictObject({ v: z.string().max(32).optional() }),
  async handle(call, { readFile }: ApiDocsServices) {
    const { asset } = call.params;
    if (!isAsset(asset)) throw notFound('file');
    return {
      status: 200,
      headers: { 'content-type': ASSETS[asset], 'cache-control': CACHEABLE },
      text: await readFile(asset),
    };
  },
});
