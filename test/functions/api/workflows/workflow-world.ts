import { routes } from '../../../../functions/api/workflows/routes.ts';
import type { WorkflowServices } from '../../../../functions/api/workflows/services.ts';
import { cachedWorkflowStore } from '../../../../shared/domain/workflow/cached-workflow-store.ts';
import { apiFunction } from '../../../../shared/middleware/api-function.ts';
import { ENV, generous } from '../../../support/api-world.ts';
import { FakeLog } from '../../../support/fake-log.ts';
import { FakeMeter } from '../../../support/fake-meter.ts';
import { functionClient } from '../../../support/function-client.ts';
import { memoryCache } from '../../../support/memory-cache.ts';
import { memoryWorkflows } from '../../../support/memory-stores.ts';

export const NOW = Date.UTC(2026, 0, 1, 12, 0, 30);

/** The function `api-workflows` with its real routes and chain, over a store in memory. */
export function workflowWorld() {
  const workflows = memoryWorkflows();
  const clock = { now: NOW };
  const cached = cachedWorkflowStore(
    workflows,
    memoryCache(() => clock.now),
  );
  /** Names of connections that the tenant has. */
  const connected = new Set<string>();
  const connections: WorkflowServices['connections'] = {
    missingOf: async (_tenantId, names) => new Set(names.filter((name) => !connected.has(name))),
  };
  const handler = apiFunction(
    { function: 'api-workflows', routes, services: () => ({ workflows: cached, connections }) },
    { env: ENV, log: new FakeLog(), meter: new FakeMeter(), limiter: generous, now: () => clock.now },
  );
  const send = functionClient(handler);
  return {
    send,
    clock,
    workflows,
    connected,
    async create(definition: unknown = aDefinition()) {
      const { body, headers } = await send('POST /v1/workflows', { body: definition });
      return { id: String(body.id), etag: String(headers.etag), body };
    },
  };
}

export const aDefinition = (output: unknown = '{{ input.total }}', name = 'Totals') => ({
  name,
  input: { type: 'object', required: ['total'], properties: { total: { type: 'number' } } },
  nodes: [{ id: 'total', type: 'data.transform', config: { output } }],
});
