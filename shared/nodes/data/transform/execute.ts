import type { NodeExecutor } from '../../../domain/node/node-type.ts';
import { configInvalid } from '../../config-invalid.ts';

/** Value: `output`, evaluated. */
export const dataTransform: NodeExecutor = {
  kind: 'pure',
  keepsInput: false,
  execute({ output }) {
    if (output === undefined) throw configInvalid('output', 'given');
    return { kind: 'ended', output };
  },
};
