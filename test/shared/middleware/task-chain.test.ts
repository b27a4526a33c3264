import { afterEach, describe, expect, it, vi } from 'vitest';
import { METRICS } from '../../../shared/contract/metrics.ts';
import { taskChain } from '../../../shared/middleware/chains.ts';
import { scopedLogFields } from '../../../shared/observability/log-scope.ts';
import { lambdaContext } from '../../support/api-event.ts';
import { settingsOf } from '../../support/api-world.ts';
import { FakeLog } from '../../support/fake-log.ts';
import { FakeMeter } from '../../support/fake-meter.ts';

class DenialError extends Error {
  override readonly name = 'DenialError';
}

afterEach(() => void vi.restoreAllMocks());

function world() {
  const log = new FakeLog();
  const meter = new FakeMeter();
  return { log, meter, deps: { log, meter, settings: settingsOf() } };
}

describe('a task', () => {
  it('answers what its handler answers, with the ids of the event in every line, and its metrics written', async () => {
    const { meter, deps } = world();
    const handler = taskChain(
      async (event: { readonly runId: string }) => {
        meter.add(METRICS.runEnded, 1, 'Count');
        return { event, fields: scopedLogFields() };
      },
      { ...deps, fields: ({ runId }) => ({ runId }) },
    );
    expect(await handler({ runId: 'run_1' }, lambdaContext())).toEqual({
      event: { runId: 'run_1' },
      fields: { lambdaRequestId: 'lambda-request-1', runId: 'run_1' },
    });
    expect(meter.flushed).toHaveLength(1);
  });

  it('passes an error on as it is, after it was logged and the metrics were written', async () => {
    const { log, meter, deps } = world();
    const error = new TypeError('broken');
    const handler = taskChain(() => Promise.reject(error), deps);
    await expect(handler({}, lambdaContext())).rejects.toBe(error);
    expect(log.of('error')).toMatchObject([{ message: 'Invocation failed', fields: { error } }]);
    expect(meter.flushes).toBe(1);
  });

  it('passes on what is thrown before the first await', async () => {
    const { deps } = world();
    const handler = taskChain((): Promise<void> => {
      throw new RangeError('at once');
    }, deps);
    await expect(handler({}, lambdaContext())).rejects.toThrow(RangeError);
  });

  it('does not log an error that is an answer', async () => {
    const { log, deps } = world();
    const expected = (error: unknown) => error instanceof DenialError;
    const handler = taskChain(() => Promise.reject(new DenialError('no')), { ...deps, expected });
    await expect(handler({}, lambdaContext())).rejects.toThrow(DenialError);
    expect(log.lines).toEqual([]);
  });

  it('tries again what passes, and throws a TransientTaskError at last, which is logged once', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const { log, deps } = world();
    const busy = Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
    const work = vi.fn(() => Promise.reject(busy));
    const error = await taskChain(work, deps)({}, lambdaContext()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'TransientTaskError', cause: busy });
    expect(work).toHaveBeenCalledTimes(3);
    expect(log.of('error')).toMatchObject([{ message: 'Invocation failed', fields: { error } }]);
  });

  it('answers what a later attempt answers, without a word in the log', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const { log, deps } = world();
    const busy = Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
    const work = vi.fn().mockRejectedValueOnce(busy).mockResolvedValue('done');
    expect(await taskChain(work, deps)({}, lambdaContext())).toBe('done');
    expect(log.lines).toEqual([]);
  });

  it('begins no further attempt when little of its time is left', async () => {
    const { deps } = world();
    const work = vi.fn(() => Promise.reject(Object.assign(new Error('slow down'), { code: 'ECONNRESET' })));
    await expect(taskChain(work, deps)({}, lambdaContext(1500))).rejects.toThrow('Failed in 1 attempts');
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('is not ended early: its caller has a time limit of its own', async () => {
    const { deps } = world();
    const handler = taskChain(() => new Promise((resolve) => setTimeout(() => resolve('late'), 30)), deps);
    expect(await handler({}, lambdaContext(10))).toBe('late');
  });
});
