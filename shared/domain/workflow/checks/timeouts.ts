import type { DefinitionNode } from '../definition.ts';
import { MAX_NODE_TIMEOUT_SECONDS } from '../limits.ts';
import { type Finding, issue } from './codes.ts';
import type { NodeTypes } from './nodes.ts';
import type { Located } from './parse.ts';

interface Surroundings {
  readonly nodeTypes: NodeTypes;
  readonly limits: { readonly runDeadlineSeconds: number };
}

/** Timeouts that could never pass: the run would be over before, or the process that makes the attempt. */
export function checkTimeouts(
  definition: { readonly timeoutSeconds?: number | undefined },
  nodes: readonly Located<DefinitionNode>[],
  { nodeTypes, limits }: Surroundings,
): Finding[] {
  const ofRun = checkLimit(definition.timeoutSeconds, '/timeoutSeconds', limits.runDeadlineSeconds);
  const ofNodes = nodes.flatMap(({ part, index }) => {
    const path = `/nodes/${index}/timeoutSeconds`;
    const type = nodeTypes.get(part.type);
    const tooLong = type && !type.waits ? checkAttempt(part, path) : [];
    return tooLong.length > 0 ? tooLong : checkLimit(part.timeoutSeconds, path, limits.runDeadlineSeconds);
  });
  return [...ofRun, ...ofNodes];
}

function checkAttempt({ type, timeoutSeconds = 0 }: DefinitionNode, path: string): Finding[] {
  if (timeoutSeconds <= MAX_NODE_TIMEOUT_SECONDS) return [];
  const message = `One attempt of ${type} may take ${MAX_NODE_TIMEOUT_SECONDS} s at most, not ${timeoutSeconds} s.`;
  const hint = 'Only nodes that wait for somebody, such as flow.approval, may take longer.';
  return [issue('TIMEOUT_TOO_LONG', path, message, hint)];
}

function checkLimit(seconds: number | undefined, path: string, max: number): Finding[] {
  if (seconds === undefined || seconds <= max) return [];
  return [issue('LIMIT_TIMEOUT', path, `${seconds} s is more than a run of the tenant's tier may take, ${max} s.`)];
}
