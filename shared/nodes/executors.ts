import type { NodeExecutor } from '../domain/node/node-type.ts';
import type { OutboundClient } from '../domain/node/outbound.ts';
import { dataTransform } from './data/transform/execute.ts';
import { dataValidate } from './data/validate/execute.ts';
import { flowApproval } from './flow/approval/execute.ts';
import { flowChoice } from './flow/choice/execute.ts';
import { flowDelay } from './flow/delay/execute.ts';
import { flowFail } from './flow/fail/execute.ts';
import { createHttpRequest } from './http/request/execute.ts';

/** What each node type does, by its name. Loads no schemas: the engine runs versions that were validated when published. */
export const createExecutors = (clients: { readonly outbound: OutboundClient }): ReadonlyMap<string, NodeExecutor> =>
  new Map([
    ['http.request', createHttpRequest(clients.outbound)],
    ['data.transform', dataTransform],
    ['data.validate', dataValidate],
    ['flow.approval', flowApproval],
    ['flow.choice', flowChoice],
    ['flow.delay', flowDelay],
    ['flow.fail', flowFail],
  ]);
