import { isJsonObject, type Json } from '../../../domain/json/json.ts';
import { PermanentNodeError } from '../../../domain/node/errors.ts';
import type { NodeExecutor, NodeOutcome } from '../../../domain/node/node-type.ts';
import { configInvalid } from '../../config-invalid.ts';

/** Value: `{ port }`, the port of the first case whose `when` is true. Cases after it are not looked at. */
export const flowChoice: NodeExecutor = {
  kind: 'pure',
  execute(config) {
    const cases: Json | undefined = config.cases;
    if (!Array.isArray(cases)) throw configInvalid('cases', 'a list');
    for (const [index, item] of (cases as readonly Json[]).entries()) {
      const port = portIfTrue(item, index);
      if (port !== undefined) return taken(port);
    }
    if (config.default === undefined) {
      throw new PermanentNodeError('NO_CASE', 'No case is true, and there is no default port.');
    }
    if (typeof config.default !== 'string') throw configInvalid('default', 'a port name');
    return taken(config.default);
  },
};

function portIfTrue(item: Json, index: number): string | undefined {
  if (!isJsonObject(item)) throw configInvalid(`cases[${index}]`, 'an object');
  const { port, when } = item;
  if (typeof port !== 'string') throw configInvalid(`cases[${index}].port`, 'a port name');
  if (typeof when !== 'boolean') {
    throw new PermanentNodeError(
      'CHOICE_NOT_BOOLEAN',
      `The condition of case ${index + 1} (port ${port}) is ${kindOf(when)}, not true or false.`,
      {
        data: { case: index, port },
      },
    );
  }
  return when ? port : undefined;
}

const taken = (port: string): NodeOutcome => ({ kind: 'ended', output: { port }, port });

function kindOf(value: Json | undefined): string {
  if (value === undefined) return 'absent';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
