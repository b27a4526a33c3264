import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { apiClient } from '../support/api-client.ts';
import { type EchoService, startEchoService } from '../support/echo-service.ts';
import { workersOf } from '../support/lambda-workers.ts';

const RUNS = 100;
const KILL_EVERY_MS = 700;
/** Long enough for the leases of killed processes to run out, several times over. */
const PATIENCE_MS = 300_000;

const cloud = inject('cloud');
const api = apiClient(cloud);
let service: EchoService;

beforeAll(async () => {
  service = await startEchoService(Number(new URL(cloud.serviceUrl).port));
});
afterAll(() => service.close());

const call = (id: string, ms: number) => ({
  id,
  type: 'http.request',
  config: { method: 'POST', url: `${cloud.serviceUrl}/slow/${ms}`, body: { run: '{{ run.id }}', node: id } },
});

const definition = {
  name: 'killed',
  nodes: [
    call('reserve', 900),
    call('charge', 1200),
    call('notify', 800),
    { id: 'sum', type: 'data.transform', config: { output: '{{ nodes.charge.status + nodes.notify.status }}' } },
  ],
  edges: [
    { from: 'reserve', to: 'charge' },
    { from: 'reserve', to: 'notify' },
    { from: 'charge', to: 'sum' },
    { from: 'notify', to: 'sum' },
  ],
  output: '{{ nodes.sum }}',
};

describe.skipIf(process.platform !== 'linux')('runs whose engine is killed', () => {
  it(
    'all succeed, and the outside sees one idempotency key per step',
    async () => {
      const id = await api.publish(definition);
      const killer = killAtRandom();
      const started = await startAll(id);
      const killed = killer.stop();
      const ended = await Promise.all(started.map((run) => api.ended(run, PATIENCE_MS)));

      expect(killed).toBeGreaterThan(5);
      const bad = ended.filter(({ body }) => body.status !== 'succeeded' || body.output !== 400);
      expect(bad.map(({ body }) => body)).toEqual([]);
      const keys = keysByStep(started);
      expect(keys.size).toBe(RUNS * 3);
      for (const [step, used] of keys) expect([step, used.size]).toEqual([step, 1]);
      // Some calls were made again: otherwise nothing was killed at the wrong moment, and nothing is shown here.
      expect(service.calls.length).toBeGreaterThan(RUNS * 3);
    },
    PATIENCE_MS + 60_000,
  );
});

/** Ten at a time, so that many are under way whenever a process dies. */
async function startAll(workflowId: string): Promise<string[]> {
  const runs: string[] = [];
  for (let batch = 0; batch < RUNS / 10; batch += 1) {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => api.call('POST', `/v1/workflows/${workflowId}/runs`, { body: {} })),
    );
    for (const { status, body } of answers) {
      expect(status).toBe(202);
      runs.push(body.id);
    }
    await pause(500);
  }
  return runs;
}

/** Ends a process of the engine without a warning, again and again. */
function killAtRandom() {
  let killed = 0;
  const timer = setInterval(() => {
    const workers = workersOf('stepwell-local-engine-advance', cloud.endpoint);
    const victim = workers[Math.floor(Math.random() * workers.length)];
    if (victim === undefined) return;
    process.kill(victim, 'SIGKILL');
    killed += 1;
  }, KILL_EVERY_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return killed;
    },
  };
}

/** The keys that the service saw, by run and node. */
function keysByStep(runs: readonly string[]): Map<string, Set<unknown>> {
  const keys = new Map<string, Set<unknown>>();
  for (const { body, headers } of service.calls) {
    const { run, node } = JSON.parse(body || '{}');
    if (!runs.includes(run)) continue;
    const step = `${run} ${node}`;
    keys.set(step, (keys.get(step) ?? new Set()).add(headers['idempotency-key']));
  }
  return keys;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
