import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expected } from '../../../local/demo/expected.ts';
import { judge } from '../../../local/demo/judge.ts';
import { type Delivery, recordedDeliveries } from '../../../local/demo/payloads.ts';
import { Ledger } from '../../../local/demo/service/ledger.ts';
import { DEMO_WORKFLOWS, type DemoWorkflow, readDefinition } from '../../../local/demo/workflows.ts';
import type { JsonObject } from '../../../shared/domain/json/json.ts';
import { TIERS } from '../../../shared/domain/tenant/tiers.ts';
import { validateInput } from '../../../shared/domain/workflow/input.ts';
import { validateDefinition } from '../../../shared/domain/workflow/validate.ts';
import { createExecutors } from '../../../shared/nodes/executors.ts';
import { NODE_TYPES } from '../../../shared/nodes/node-types.ts';
import { engineWorld, type WorldOptions } from '../../support/engine-world.ts';
import { arbitraryDelivery } from './arbitrary-deliveries.ts';
import { demoOutbound } from './demo-outbound.ts';

const SERVICE = 'http://127.0.0.1:9';

const documentOf = (workflow: DemoWorkflow): JsonObject => readDefinition(workflow) as unknown as JsonObject;

const inputOf = ({ id, event, payload }: Delivery): JsonObject => ({
  delivery: id,
  event,
  service: SERVICE,
  payload: payload as JsonObject,
});

async function runOf(delivery: Delivery, ledger: Ledger, unlucky: ReadonlySet<string>) {
  const world = engineWorld({
    definition: documentOf(delivery.workflow) as unknown as WorldOptions['definition'],
    input: inputOf(delivery),
    executors: Object.fromEntries(createExecutors({ outbound: demoOutbound(ledger, unlucky) })),
  });
  await world.machine();
  const { run } = world.store;
  const error = run.error ?? null;
  const output = (await world.output()) ?? null;
  return { id: run.id, status: run.status, output, error, createdAt: '', endedAt: '' };
}

describe.each(DEMO_WORKFLOWS)('workflow $file', (workflow) => {
  const deliveries = recordedDeliveries().filter((delivery) => delivery.workflow === workflow);

  it('is a valid definition without warnings', () => {
    const { issues } = validateDefinition(documentOf(workflow), { nodeTypes: NODE_TYPES, limits: TIERS.free });
    expect(issues).toEqual([]);
  });

  it('accepts every recorded payload as its input', async () => {
    const schema = documentOf(workflow).input as JsonObject;
    for (const delivery of deliveries) await validateInput(schema, inputOf(delivery));
    await expect(validateInput(schema, { delivery: 'd', event: 'push', service: SERVICE })).rejects.toThrow();
  });

  it.each([false, true])(
    'ends as expected for every recorded payload, whether the service stumbles: %s',
    async (bad) => {
      const ledger = new Ledger();
      const unlucky = new Set(bad ? deliveries.map(({ id }) => id) : []);
      for (const delivery of deliveries) {
        const run = await runOf(delivery, ledger, unlucky);
        expect(judge(run, ledger.of(delivery.id), expected(delivery)), delivery.origin).toEqual([]);
      }
      const labels = deliveries.flatMap(({ id }) => ledger.of(id).effects).filter(({ path }) => path === '/labels');
      expect(ledger.totals(deliveries.map(({ id }) => id)).repeats).toBe(bad ? labels.length : 0);
    },
  );

  it('ends as expected for made-up payloads, too', async () => {
    const end = fc.asyncProperty(arbitraryDelivery(workflow), async (delivery) => {
      const ledger = new Ledger();
      const run = await runOf(delivery, ledger, new Set());
      expect(judge(run, ledger.of(delivery.id), expected(delivery))).toEqual([]);
    });
    await fc.assert(end, { numRuns: 60 });
  });
});
