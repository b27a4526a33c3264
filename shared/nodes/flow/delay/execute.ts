import type { NodeExecutor } from '../../../domain/node/node-type.ts';
import { delayEnd } from './until.ts';

/** Value: `{ resumedAt }`, in ISO 8601 and UTC. */
export const flowDelay: NodeExecutor = {
  kind: 'pure',
  execute: (config, context) => ({ kind: 'wait', until: delayEnd(config, context.now()) }),
  resume: (context) => ({ kind: 'ended', output: { resumedAt: new Date(context.now()).toISOString() } }),
};
