import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../../local/demo/delivery.ts';
import { expected } from '../../../local/demo/expected.ts';
import { githubDeliveries } from '../../../local/demo/github-deliveries.ts';
import { judge } from '../../../local/demo/judge.ts';
import { Ledger } from '../../../local/demo/service/ledger.ts';
import type { BadLuck } from '../../../local/demo/service/mishaps.ts';
import { Patience } from '../../../local/demo/service/patience.ts';
import type { Decision, Refund } from '../../../local/demo/shop/refunds.ts';
import { shopDeliveries } from '../../../local/demo/shop-deliveries.ts';
import { DEMO_WORKFLOWS, type DemoWorkflow, readDefinition } from '../../../local/demo/workflows.ts';
import type { JsonObject } from '../../../shared/domain/json/json.ts';
import { CANCEL, type Signal } from '../../../shared/domain/run/run.ts';
import { TIERS } from '../../../shared/domain/tenant/tiers.ts';
import { validateInput } from '../../../shared/domain/workflow/input.ts';
import { validateDefinition } from '../../../shared/domain/workflow/validate.ts';
import { createExecutors } from '../../../shared/nodes/executors.ts';
import { NODE_TYPES } from '../../../shared/nodes/node-types.ts';
import { engineWorld, type WorldOptions } from '../../support/engine-world.ts';
import { arbitraryDelivery } from './arbitrary-deliveries.ts';
import { demoOutbound } from './demo-outbound.ts';

const SERVICE = 'http://127.0.0.1:9';
const ALL = [...shopDeliveries(), ...githubDeliveries()];
/** Each lookup fails at first, and each first change is done without anybody hearing of it. */
const MISHAPS_EVERYWHERE: readonly BadLuck[] = [
  { at: '/orders/', mishaps: ['unavailable', 'busy'] },
  ...['/risk/', '/owners', '/protection', '/warehouses/'].map((at): BadLuck => ({ at, mishaps: ['unavailable'] })),
  { at: '/', mishaps: ['lost'] },
];

type World = ReturnType<typeof engineWorld>;

const CHECKED_WITH = { nodeTypes: NODE_TYPES, limits: TIERS.free };
const documentOf = (workflow: DemoWorkflow): JsonObject => readDefinition(workflow) as unknown as JsonObject;

/** As a version of it would be run. */
function publishedOf(workflow: DemoWorkflow): WorldOptions['definition'] {
  const { definition } = validateDefinition(documentOf(workflow), CHECKED_WITH);
  if (definition === undefined) throw new Error(`${workflow.file} is not valid.`);
  return definition;
}

const inputOf = ({ id, event, payload }: Delivery): JsonObject => ({
  delivery: id,
  event,
  service: SERVICE,
  payload: payload as JsonObject,
});

function signalOf({ act, note }: Decision, { goodwill }: Refund): Omit<Signal, 'at'> | undefined {
  const approval = { to: goodwill ? 'offer' : 'claim', generation: 1, kind: 'approval', by: 'ada' } as const;
  switch (act) {
    case 'approve':
    case 'approveTwice':
      return { ...approval, payload: { approved: true, data: { note } } };
    case 'reject':
      return { ...approval, payload: { approved: false, data: null } };
    case 'cancel':
      return { to: CANCEL, generation: 1, kind: 'cancel', by: 'ada' };
    case 'ignore':
      return undefined;
  }
}

/** Lets the run come to its approval, and answers. */
async function decide({ decision, payload }: Delivery, { turn, store, clock }: World): Promise<void> {
  if (decision === undefined) return;
  expect((await turn()).next).toBe('park');
  const signal = signalOf(decision, payload as Refund);
  if (signal === undefined) return;
  const message = { tenantId: 'ten_1', runId: 'run_1', dueAt: clock.now(), expiresAt: undefined };
  expect(await store.send({ ...message, signal: { ...signal, at: clock.now() } })).toEqual({ kind: 'sent' });
}

async function runOf(delivery: Delivery, ledger: Ledger, luck = delivery.luck) {
  const patience = new Patience(() => world.clock.now());
  const outbound = demoOutbound({ ledger, patience, luck: new Map([[delivery.id, luck]]) });
  const world: World = engineWorld({
    definition: publishedOf(delivery.workflow),
    input: inputOf(delivery),
    executors: Object.fromEntries(createExecutors({ outbound })),
  });
  await decide(delivery, world);
  await world.machine();
  const { run, steps } = world.store;
  const output = (await world.output()) ?? null;
  return { status: run.status, output, error: run.error ?? null, steps: [...steps.values()] };
}

describe.each(DEMO_WORKFLOWS)('workflow $file', (workflow) => {
  const deliveries = ALL.filter((delivery) => delivery.workflow === workflow);

  it('is a valid definition without warnings', () => {
    const { issues } = validateDefinition(documentOf(workflow), CHECKED_WITH);
    expect(issues).toEqual([]);
  });

  it('accepts every payload of the demo as its input', async () => {
    const schema = documentOf(workflow).input as JsonObject;
    for (const delivery of deliveries) await validateInput(schema, inputOf(delivery));
    await expect(validateInput(schema, { delivery: 'd', event: 'push', service: SERVICE })).rejects.toThrow();
  });

  it.each([
    ['as it does in the demo', undefined],
    ['at nothing', []],
    ['at everything', MISHAPS_EVERYWHERE],
  ])('ends as expected for every payload of the demo when the service stumbles %s', async (_how, luck) => {
    const ledger = new Ledger();
    for (const delivery of deliveries) {
      const run = await runOf(delivery, ledger, luck);
      expect(judge(run, ledger.of(delivery.id), expected(delivery)), delivery.origin).toEqual([]);
    }
    const { repeats, effects, mishaps } = ledger.totals(deliveries.map(({ id }) => id));
    expect(repeats).toBe(luck === MISHAPS_EVERYWHERE ? effects : mishaps.lost);
  });

  it('ends as expected for made-up payloads, too', async () => {
    const end = fc.asyncProperty(arbitraryDelivery(workflow), async (delivery) => {
      const ledger = new Ledger();
      const run = await runOf(delivery, ledger);
      expect(judge(run, ledger.of(delivery.id), expected(delivery))).toEqual([]);
    });
    await fc.assert(end, { numRuns: 60 });
  });
});
