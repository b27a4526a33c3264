import type { Key } from '../../shared/clients/dynamodb/item.ts';
import { engineToItem, headerToItem } from '../../shared/clients/dynamodb/run-items.ts';
import { versionToItem } from '../../shared/clients/dynamodb/workflow-items.ts';
import type { FunctionName } from '../../shared/contract/env.ts';
import { MACHINE_VERSION } from '../../shared/contract/machine.ts';
import { newId } from '../../shared/domain/id.ts';
import type { RunHeader } from '../../shared/domain/run/run.ts';
import { generateApiKey } from '../../shared/domain/tenant/api-key.ts';
import { apiEvent } from '../../test/support/api-event.ts';
import { pureWorkflow } from '../workflows.ts';

const NODES = 3;
const NOW = Date.now();
const RUN: RunHeader = {
  id: newId('run', NOW),
  tenantId: newId('ten', NOW),
  workflowId: newId('wf', NOW),
  version: 1,
  status: 'queued',
  input: { at: 'inline', value: { n: 1 }, size: 7 },
  correlationId: 'bench-correlation',
  createdAt: NOW,
  deadline: NOW + 86_400_000,
};

/** What the stub table holds: a run of three nodes that nobody has touched, and its version. */
export async function storedItems(): Promise<Key[]> {
  const { tenantId, id: runId, workflowId } = RUN;
  const engine = {
    fence: 1,
    leaseUntil: 0,
    wake: 0,
    generation: 1,
    seq: 1,
    semantics: 1,
    takeovers: 1,
    turns: 0,
    since: NOW,
  };
  const version = {
    workflowId,
    version: 1,
    contentHash: 'bench',
    publishedAt: NOW,
    publishedBy: 'bench',
    definition: pureWorkflow(NODES),
  };
  return [headerToItem(RUN), engineToItem({ tenantId, runId }, engine), await versionToItem(tenantId, version)];
}

interface FirstCall {
  readonly event: unknown;
  /** What the answer must hold: a bench of something that went wrong would measure nothing. */
  readonly expects: string;
}

/** A first invocation of each function, of the kind that it has most often. */
export const FIRST_CALLS: Readonly<Record<FunctionName, FirstCall>> = {
  authorizer: {
    event: { headers: { Authorization: `Bearer ${generateApiKey()}` }, requestContext: { identity: {} } },
    expects: 'Unauthorized',
  },
  'api-workflows': { event: apiEvent({ path: '/v1/workflows' }), expects: '"statusCode":200' },
  'api-runs': { event: apiEvent({ path: `/v1/runs/${RUN.id}` }), expects: '"statusCode":404' },
  // Before its checks, which would ask all of AWS.
  'api-status': { event: apiEvent({ path: '/v1/health/detailed', query: { x: '' } }), expects: 'INVALID_PARAMETER' },
  'api-system': { event: apiEvent({ path: '/v1/health/live', principal: null }), expects: '"statusCode":200' },
  'engine-advance': {
    event: { asl: MACHINE_VERSION, tenantId: RUN.tenantId, runId: RUN.id },
    expects: '"next":"done"',
  },
  'engine-tick': { event: {}, expects: '{' },
  'api-account': {
    event: apiEvent({ path: `/v1/api-keys/${newId('key', NOW)}` }),
    expects: '"statusCode":404',
  },
  'api-connections': { event: apiEvent({ path: '/v1/connections' }), expects: '"statusCode":200' },
  // Off in prod, which the bench runs as.
  'api-docs': { event: apiEvent({ path: '/api-docs', principal: null }), expects: 'FEATURE_OFF' },
  'api-oauth': {
    event: apiEvent({ path: '/v1/oauth/callback', principal: null, query: { state: 'none' } }),
    expects: 'OAUTH_STATE_INVALID',
  },
  'api-audit': { event: apiEvent({ path: '/v1/audit' }), expects: '"statusCode":200' },
  'trigger-sign-up': {
    event: {
      triggerSource: 'PostConfirmation_ConfirmForgotPassword',
      userPoolId: 'us-east-1_bench',
      userName: 'bench',
      request: { userAttributes: { sub: 'bench' } },
      response: {},
    },
    expects: 'PostConfirmation_ConfirmForgotPassword',
  },
};
