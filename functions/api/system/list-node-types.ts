import { defineRoute } from '../../../shared/middleware/route.ts';
import { nodeTypeList } from '../../../shared/nodes/node-type-list.ts';

export const route = defineRoute({
  name: 'listNodeTypes',
  handle: () => ({ status: 200, headers: { 'cache-control': 'public, max-age=300' }, body: { items: nodeTypeList() } }),
});
