import { notFound } from '../../../shared/domain/errors.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';
import { findHeader } from './find-workflow.ts';
import type { WorkflowServices } from './services.ts';
import { versionView } from './views.ts';

/** As versions are counted: no sign, no leading zero, and no more digits than their keys have. */
const VERSION = /^[1-9]\d{0,7}$/;

export const route = defineRoute({
  name: 'getVersion',
  async handle(call, { workflows }: WorkflowServices) {
    const { tenantId } = call.principal;
    const { id } = await findHeader(workflows, tenantId, call.params.workflowId);
    const wanted = call.params.version;
    const version = VERSION.test(wanted) ? await workflows.getVersion(tenantId, id, Number(wanted)) : undefined;
    if (version === undefined) throw notFound('version');
    return { status: 200, body: versionView(version) };
  },
});
