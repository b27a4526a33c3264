import { describe, expect, it } from 'vitest';
import {
  engineFromItem,
  headerFromItem,
  signalFromItem,
  stepFromItem,
} from '../../../../shared/clients/dynamodb/run-items.ts';
import parked from '../../../fixtures/parked-run-semantics-1.json' with { type: 'json' };
import { echo, engineWorld } from '../../../support/engine-world.ts';

describe('a run that an earlier release parked', () => {
  it('is woken by this one, and comes to its end', async () => {
    const { header, engine, steps, signals } = parked.items;
    const world = engineWorld({
      definition: parked.definition,
      executors: {
        echo,
        ask: {
          kind: 'pure',
          execute: () => ({ kind: 'waitForSignal' }),
          resume: (_context, signal) => ({ kind: 'ended', output: signal?.kind ?? null, port: 'approved' }),
        },
        pause: {
          kind: 'pure',
          execute: (_config, context) => ({ kind: 'wait', until: context.now() }),
          resume: (context) => ({ kind: 'ended', output: context.now() }),
        },
      },
    });
    const { store, clock } = world;
    store.run = headerFromItem(header);
    Object.assign(store.engine, engineFromItem(engine));
    for (const step of steps.map((item) => stepFromItem(item))) store.steps.set(step.nodeId, step);
    for (const signal of signals.map((item) => signalFromItem(item))) store.sent.set(signal.to, signal);
    clock.jump(engine.dueAt - clock.now());

    await world.machine();
    expect(store.run).toMatchObject({ status: 'succeeded', startedAt: 1_000_100 });
    expect(await world.output()).toBe(42);
    expect(store.steps.get('ask')).toMatchObject({ status: 'succeeded', port: 'approved', attempts: 1 });
  });
});
