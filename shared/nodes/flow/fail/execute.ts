import type { Json } from '../../../domain/json/json.ts';
import { PermanentNodeError } from '../../../domain/node/errors.ts';
import type { NodeExecutor } from '../../../domain/node/node-type.ts';
import { configInvalid } from '../../config-invalid.ts';

export const FAILURE_CODE = /^[A-Z][A-Z0-9_]{0,63}$/;
const DEFAULT_CODE = 'WORKFLOW_FAILED';
/** An error stands in the record of its step, and in that of the run. */
const MAX_DATA_BYTES = 1024;

/** Has no value: it always fails, and trying again would not help. */
export const flowFail: NodeExecutor = {
  kind: 'pure',
  keepsInput: false,
  execute({ message, code = DEFAULT_CODE, data }) {
    if (typeof message !== 'string' || message === '') throw configInvalid('message', 'a text');
    if (typeof code !== 'string' || !FAILURE_CODE.test(code)) {
      throw configInvalid('code', 'in capitals, digits and underscores, such as OUT_OF_STOCK');
    }
    throw new PermanentNodeError(code, message, data === undefined ? {} : { data: small(data) });
  },
};

/** The author's message matters more than data that is too large: the failure says how large it was. */
function small(data: Json): Json {
  const size = Buffer.byteLength(JSON.stringify(data));
  return size <= MAX_DATA_BYTES ? data : { omitted: `${size} bytes of data; the limit is ${MAX_DATA_BYTES}` };
}
