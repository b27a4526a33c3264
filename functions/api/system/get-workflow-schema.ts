import { defineRoute } from '../../../shared/middleware/route.ts';
import { workflowSchema } from '../../../shared/nodes/workflow-schema.ts';

/** The same for everybody until the next deployment. */
const CACHEABLE = 'public, max-age=300';

export const route = defineRoute({
  name: 'getWorkflowSchema',
  handle: () => ({
    status: 200,
    headers: { 'content-type': 'application/schema+json; charset=utf-8', 'cache-control': CACHEABLE },
    body: workflowSchema(),
  }),
});
