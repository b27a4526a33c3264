import { afterEach, describe, expect, it, vi } from 'vitest';
import { traced } from '../../../shared/middleware/traced.ts';
import { addLogFields, runInLogScope } from '../../../shared/observability/log-scope.ts';

const spans = vi.hoisted(() => [] as { name: string; annotations: unknown }[]);

vi.mock('../../../shared/observability/tracer.ts', () => ({
  tracer: () => ({
    span: (name: string, annotations: unknown, work: () => Promise<unknown>) => {
      spans.push({ name, annotations });
      return work();
    },
  }),
}));

afterEach(() => {
  spans.length = 0;
});

describe('traced', () => {
  it('puts the work into a span with the ids of its request, and nothing else', async () => {
    const answer = await runInLogScope(() => {
      addLogFields({ correlationId: 'c1', requestId: 'r1', tenantId: 't1', runId: 7, tier: 'pro', route: 'getRun' });
      return traced('api-runs', (a: number, b: number) => a + b)(1, 2);
    });
    expect(answer).toBe(3);
    const annotations = { correlationId: 'c1', requestId: 'r1', tenantId: 't1', route: 'getRun' };
    expect(spans).toEqual([{ name: 'api-runs', annotations }]);
  });

  it('makes a rejection of what is thrown at once', async () => {
    const work = traced('task', () => {
      throw new RangeError('no');
    });
    await expect(work()).rejects.toThrow(RangeError);
    expect(spans).toEqual([{ name: 'task', annotations: {} }]);
  });
});
