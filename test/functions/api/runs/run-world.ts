import { routes } from '../../../../functions/api/runs/routes.ts';
import type { RunServices } from '../../../../functions/api/runs/services.ts';
import type { Json } from '../../../../shared/domain/json/json.ts';
import type { RunHeader } from '../../../../shared/domain/run/run.ts';
import { DefinitionSchema } from '../../../../shared/domain/workflow/definition.ts';
import { apiFunction } from '../../../../shared/middleware/api-function.ts';
import { ENV, generous } from '../../../support/api-world.ts';
import { FakeLog } from '../../../support/fake-log.ts';
import { FakeMeter } from '../../../support/fake-meter.ts';
import { functionClient } from '../../../support/function-client.ts';
import { memoryBodies, memoryRuns, memorySignals, memoryWorkflows } from '../../../support/memory-stores.ts';

export const NOW = Date.UTC(2026, 0, 1, 12, 0, 30);
export const TENANT = 'ten_01';
export const WORKFLOW = 'wf_01JGJH40000000000000000000';
export const UNPUBLISHED = 'wf_01JGJH40000000000000000001';
export const RUN = 'run_01JGJH40000000000000000000';
export const OTHER = { principal: { tenantId: 'ten_02' } };

const DOCUMENT = {
  name: 'Totals',
  input: { type: 'object', properties: { total: { type: 'number' } }, additionalProperties: false },
  timeoutSeconds: 3600,
  nodes: [
    { id: 'total', type: 'data.transform', config: { output: '{{ input.total }}' } },
    { id: 'ask', type: 'flow.approval', config: { message: 'Enough?' } },
  ],
};

/** The function `api-runs` with its real routes and chain, over stores in memory and a clock that only sleeping moves. */
export async function runWorld() {
  const [workflows, runs, bodies] = [memoryWorkflows(), memoryRuns(), memoryBodies()];
  const signals = memorySignals(runs);
  const [log, meter] = [new FakeLog(), new FakeMeter()];
  const clock = { now: NOW };
  const started: unknown[] = [];
  const woken: string[] = [];
  const sleeps: number[] = [];
  const world = {
    runs,
    signals,
    bodies,
    log,
    meter,
    clock,
    started,
    woken,
    sleeps,
    /** What the machine does when a run is started. */
    onStart: (_runId: string): void => undefined,
    /** What the machine does when it is to wake a run. */
    onWake: (_token: string): void => undefined,
    /** What happens while somebody sleeps. */
    onSleep: (): void => undefined,
  };
  const services: RunServices = {
    workflows,
    runs: runs.store,
    bodies: bodies.store,
    signals: signals.store,
    meter,
    machine: {
      async start(run) {
        started.push(run);
        world.onStart(run.runId);
      },
      async wake(token) {
        woken.push(token);
        world.onWake(token);
        return 'woken';
      },
    },
    async sleep(ms) {
      sleeps.push(ms);
      clock.now += ms;
      world.onSleep();
    },
  };
  const header = { tenantId: TENANT, name: 'Totals', revision: 1, version: null, createdAt: NOW, updatedAt: NOW };
  const draft = { ...header, id: WORKFLOW, definition: DOCUMENT };
  await workflows.create(draft);
  await workflows.create({ ...draft, id: UNPUBLISHED });
  const facts = { workflowId: WORKFLOW, contentHash: '', publishedAt: NOW, publishedBy: 'key_01' };
  await workflows.publish(draft, { ...facts, version: 1, definition: DefinitionSchema.parse(DOCUMENT) });

  const deps = { env: ENV, log, meter, limiter: generous, now: () => clock.now };
  const handler = apiFunction({ function: 'api-runs', routes, services: () => services }, deps);
  return Object.assign(world, {
    send: functionClient(handler),
    /** A run that is there already. */
    async aRun(change: Partial<RunHeader> = {}, bodiesOf: { input?: Json; output?: Json } = {}): Promise<RunHeader> {
      const id = change.id ?? RUN;
      const { input = {}, output } = bodiesOf;
      const run: RunHeader = {
        id,
        tenantId: TENANT,
        workflowId: WORKFLOW,
        version: 1,
        status: 'succeeded',
        input: await bodies.store.put(TENANT, id, 'input', input),
        ...(output !== undefined && { output: await bodies.store.put(TENANT, id, 'output', output) }),
        correlationId: 'correlation-1',
        createdAt: NOW,
        startedAt: NOW + 1,
        endedAt: NOW + 2,
        deadline: NOW + 3_600_000,
        ...change,
      };
      runs.put(run);
      return run;
    },
  });
}

/** JSON text of about so many bytes, which does not compress. */
export const noise = (bytes: number): string =>
  Array.from({ length: bytes }, () => String.fromCharCode(35 + Math.floor(Math.random() * 55))).join('');
