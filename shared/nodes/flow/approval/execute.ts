import type { NodeExecutor } from '../../../domain/node/node-type.ts';
import { fromPayload, readApproval } from './approval.ts';

/** Value: `{ approved, by, at, data }`; `by` and `data` are null when nobody answered in time. */
export const flowApproval: NodeExecutor = {
  kind: 'pure',
  execute(config, { timeoutSeconds, now }) {
    // What the API shows and holds answers to is checked before anybody is asked.
    readApproval(config);
    if (timeoutSeconds === undefined) return { kind: 'waitForSignal' };
    return { kind: 'waitForSignal', until: now() + timeoutSeconds * 1000 };
  },
  resume({ now }, signal) {
    const at = new Date(signal?.at ?? now()).toISOString();
    if (signal?.kind !== 'approval') {
      return { kind: 'ended', output: { approved: false, by: null, at, data: null }, port: 'expired' };
    }
    const { approved, data } = fromPayload(signal.payload);
    const output = { approved, by: signal.by ?? null, at, data };
    return { kind: 'ended', output, port: approved ? 'approved' : 'rejected' };
  },
};
