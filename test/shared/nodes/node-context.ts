import type { NodeContext } from '../../../shared/domain/node/node-type.ts';

/** 2026-01-01T00:00:00Z */
export const NOW = 1_767_225_600_000;

export const nodeContext = (more: Partial<NodeContext> = {}): NodeContext => ({
  tenantId: 'tenant_1',
  runId: 'run_1',
  nodeId: 'node',
  correlationId: 'corr-1',
  idempotencyKey: 'run_1:node:1',
  timeoutSeconds: undefined,
  signal: new AbortController().signal,
  now: () => NOW,
  ...more,
});
