import { METRICS } from '../../../shared/contract/metrics.ts';
import type { EngineObserver } from '../../../shared/domain/engine/observer.ts';
import type { Log } from '../../../shared/domain/log.ts';
import { isEnded, type RunHeader } from '../../../shared/domain/run/run.ts';
import type { Meter } from '../../../shared/observability/metrics.ts';

/** What the engine did, as log lines that bear the run's correlation id, and as metrics. */
export function createObserver(log: Log, meter: Meter): EngineObserver {
  const about = (run: RunHeader): Log =>
    log.with({
      correlationId: run.correlationId,
      tenantId: run.tenantId,
      workflowId: run.workflowId,
      version: run.version,
      runId: run.id,
    });

  return {
    step(run, step) {
      const { nodeId, type: nodeType, status, attempts, port, error } = step;
      const durationMs = step.endedAt && step.startedAt ? step.endedAt - step.startedAt : undefined;
      about(run).info('Step written', { nodeId, nodeType, status, attempts, port, durationMs, code: error?.code });
      if (step.endedAt !== undefined) meter.add(METRICS.stepEnded, 1, 'Count', { status });
    },
    failure(run, step, error) {
      const { nodeId, type: nodeType, status, attempts } = step;
      about(run).warn('Step attempt failed', { nodeId, nodeType, status, attempts, error });
    },
    notStarted(run, error) {
      about(run).warn('Run moved, and left to the tick to start', { error });
    },
    run(run, transition) {
      const { status } = transition;
      if (!('endedAt' in transition)) {
        about(run).info('Run parked', { status });
        return;
      }
      const durationMs = transition.endedAt - run.createdAt;
      about(run).info('Run ended', { status, durationMs, code: transition.error?.code });
      if (isEnded(status)) meter.add(METRICS.runEnded, 1, 'Count', { status });
    },
  };
}
