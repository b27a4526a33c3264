import { Metrics } from '@aws-lambda-powertools/metrics';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { METRICS } from '../../../shared/contract/metrics.ts';
import { EmfMeter, meter } from '../../../shared/observability/metrics.ts';

interface EmfLine extends Record<string, unknown> {
  readonly _aws: { readonly CloudWatchMetrics: readonly Record<string, unknown>[] };
}

/** The real library, writing where the test can read. */
function captured() {
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
  const lines: EmfLine[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(JSON.parse(line)));
  const metrics = new Metrics({
    namespace: METRICS.namespace,
    serviceName: 'engine-advance',
    defaultDimensions: { stage: 'dev' },
  });
  return { lines, target: new EmfMeter(metrics) };
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe('the meter', () => {
  it('writes embedded metrics under the default dimensions', () => {
    const { lines, target } = captured();
    target.add(METRICS.requestDuration, 12, 'Milliseconds');
    target.note('route', 'getRun');
    target.flush();
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ RequestDuration: 12, service: 'engine-advance', stage: 'dev', route: 'getRun' });
    expect(lines[0]?._aws.CloudWatchMetrics[0]).toEqual({
      Namespace: 'Stepwell',
      Dimensions: [['service', 'stage']],
      Metrics: [{ Name: 'RequestDuration', Unit: 'Milliseconds' }],
    });
  });

  it('writes a line for each set of dimensions, and several values of one metric together', () => {
    const { lines, target } = captured();
    target.add(METRICS.stepEnded, 1, 'Count', { status: 'failed' });
    target.add(METRICS.stepEnded, 1, 'Count', { status: 'succeeded' });
    target.add(METRICS.stepEnded, 1, 'Count', { status: 'succeeded' });
    target.flush();
    expect(lines.map(({ status, StepEnded }) => [status, StepEnded])).toEqual([
      ['failed', 1],
      ['succeeded', [1, 1]],
    ]);
  });

  it('starts empty after a flush, and an empty flush writes nothing', () => {
    const { lines, target } = captured();
    target.add(METRICS.runEnded, 1, 'Count', { status: 'failed' });
    target.note('route', 'x');
    target.flush();
    target.flush();
    target.add(METRICS.runStarted, 1, 'Count');
    target.flush();
    expect(lines).toHaveLength(2);
    expect(lines[1]).not.toHaveProperty('status');
    expect(lines[1]).not.toHaveProperty('route');
  });

  it('is one per process', () => {
    expect(meter()).toBe(meter());
  });
});
