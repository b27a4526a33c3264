import type { Checkpoint, SignalMessage } from '../../shared/domain/engine/store.ts';
import type { Signal, StepRecord } from '../../shared/domain/run/run.ts';
import type { MemoryRun } from '../support/memory-run.ts';

/** One line of the trace about what was done to a run; none about what only reads. */
export function told({ run: { id }, engine }: MemoryRun, op: string, args: readonly unknown[]): string | undefined {
  const state = `fence ${engine.fence}, wake ${engine.wake}`;
  switch (op) {
    case 'lease':
      return `asks for the lease of ${id} (${state}, takeovers ${engine.takeovers})`;
    case 'renew':
      return `renews the lease of ${id} (${state})`;
    case 'commit':
      return `commits ${id}: ${checkpoint(args[0] as Checkpoint)}`;
    case 'park':
      return `parks ${id} (${state}, token ${engine.token})`;
    case 'send': {
      const { signal } = args[0] as SignalMessage;
      return `sends ${signal.kind} to ${id}/${signal.to} (wake ${engine.wake}, token ${engine.token ?? 'none'})`;
    }
    case 'expire':
      return `lets ${id}/${(args[1] as Signal).to} expire`;
    case 'wake':
      return `takes the token of ${id} (wake ${engine.wake})`;
    case 'nextExecution':
      return `counts execution ${engine.seq} of ${id}`;
    case 'postpone':
      return `looks at ${id} again later`;
    default:
      return undefined;
  }
}

function checkpoint({ fence, steps, run, lease }: Checkpoint): string {
  const parts = [`fence ${fence}`, `[${steps.map(step).join(', ')}]`, lease.kind];
  if (run) parts.push(`run ${run.status}`);
  return parts.join(', ');
}

const step = ({ nodeId, status, attempts, waitFor, port, error }: StepRecord): string =>
  [nodeId, status, `#${attempts}`, waitFor && `for ${waitFor}`, port && `by ${port}`, error?.code]
    .filter((part) => part !== undefined)
    .join(' ');
