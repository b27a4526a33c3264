import { describe, expect, it } from 'vitest';
import { isTraced, tracer } from '../../../shared/observability/tracer.ts';

const SAMPLED = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';

describe('isTraced', () => {
  it.each([
    [{}, false],
    [{ _X_AMZN_TRACE_ID: SAMPLED }, true],
    [{ _X_AMZN_TRACE_ID: SAMPLED.replace('Sampled=1', 'Sampled=0') }, false],
    [{ _X_AMZN_TRACE_ID: SAMPLED, POWERTOOLS_TRACE_ENABLED: 'false' }, false],
    [{ _X_AMZN_TRACE_ID: SAMPLED, POWERTOOLS_TRACE_ENABLED: 'true' }, true],
  ])('says of %j: %s', (env, expected) => {
    expect(isTraced(env)).toBe(expected);
  });
});

describe('the tracer', () => {
  it('is there at once and only runs the work when the invocation is not sampled', async () => {
    const silent = tracer({});
    expect(silent).not.toBeInstanceOf(Promise);
    expect(await (await silent).span('name', {}, async () => 42)).toBe(42);
  });

  it('is loaded once for sampled invocations, and does no harm where no trace is written', async () => {
    const loading = tracer({ _X_AMZN_TRACE_ID: SAMPLED });
    expect(loading).toBeInstanceOf(Promise);
    expect(tracer({ _X_AMZN_TRACE_ID: SAMPLED })).toBe(loading);
    expect(await (await loading).span('name', { tenantId: 'ten_1' }, async () => 42)).toBe(42);
  });
});
