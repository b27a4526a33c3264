import { describe, expect, it } from 'vitest';
import type { NodeContext, NodeExecutor } from '../../../../shared/domain/node/node-type.ts';
import { engineWorld } from '../../../support/engine-world.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

async function contextOf(traceId: string | undefined): Promise<NodeContext | undefined> {
  let seen: NodeContext | undefined;
  const executor: NodeExecutor = {
    kind: 'effect',
    execute(_config, context) {
      seen = context;
      return { kind: 'ended', output: null };
    },
  };
  const definition = { name: 'one', nodes: [{ id: 'a', type: 'effect' }] };
  const world = engineWorld({ definition, executors: { effect: executor } });
  world.store.run = { ...world.store.run, ...(traceId !== undefined && { traceId }) };
  await world.machine();
  return seen;
}

describe('the trace of a run', () => {
  it('reaches its nodes, with the correlation id', async () => {
    expect(await contextOf(TRACE)).toMatchObject({ traceId: TRACE, correlationId: 'corr-1' });
  });

  it('is absent when the caller sent none', async () => {
    expect(await contextOf(undefined)).not.toHaveProperty('traceId');
  });
});
