import type { AdvanceAnswer, AdvanceInput } from '../../shared/contract/machine.ts';
import { advance, type EngineDeps } from '../../shared/domain/engine/advance.ts';
import { programOf } from '../../shared/domain/engine/program.ts';
import type { Json, JsonObject } from '../../shared/domain/json/json.ts';
import { PermanentNodeError } from '../../shared/domain/node/errors.ts';
import type { NodeExecutor } from '../../shared/domain/node/node-type.ts';
import type { RunHeader } from '../../shared/domain/run/run.ts';
import { type Definition, DefinitionSchema } from '../../shared/domain/workflow/definition.ts';
import { MemoryBodies, MemoryRun } from './memory-run.ts';
import { VirtualClock } from './virtual-clock.ts';

const TENANT = 'ten_1';
const RUN = 'run_1';
const INVOCATION_MS = 900_000;

export interface WorldOptions {
  readonly definition: Omit<Definition, 'nodes' | 'edges'> & {
    /** As an author writes them: defaults are filled in. */
    nodes: unknown;
    edges?: unknown;
  };
  readonly input?: Json;
  readonly executors: Readonly<Record<string, NodeExecutor>>;
  readonly deadlineMs?: number;
}

/** One run with the engine around it: stores in memory, time under control, executors of the test. */
export function engineWorld({ definition, input = {}, executors, deadlineMs = 86_400_000 }: WorldOptions) {
  const clock = new VirtualClock();
  const parsed = DefinitionSchema.parse(definition);
  const version = {
    workflowId: 'wf_1',
    version: 1,
    contentHash: '',
    publishedAt: 0,
    publishedBy: '',
    definition: parsed,
  };
  const header: RunHeader = {
    id: RUN,
    tenantId: TENANT,
    workflowId: 'wf_1',
    version: 1,
    status: 'queued',
    input: { at: 'inline', value: input, size: 2 },
    correlationId: 'corr-1',
    createdAt: clock.now(),
    deadline: clock.now() + deadlineMs,
  };
  const store = new MemoryRun(header, clock.now() + 60_000);
  const bodies = new MemoryBodies();
  const failures: unknown[] = [];
  const started: number[] = [];
  const deps: EngineDeps = {
    store,
    bodies,
    program: async () => programOf(version),
    executors: new Map(Object.entries(executors)),
    machine: { start: async ({ seq }) => void started.push(seq) },
    maxInFlight: 50,
    clock,
    random: () => 0.5,
    observer: {
      step: () => undefined,
      run: () => undefined,
      failure: (_run, _step, error) => failures.push(error),
      notStarted: () => undefined,
    },
  };
  const machineInput: AdvanceInput = { asl: 1, tenantId: TENANT, runId: RUN };
  const turn = (invocationMs = INVOCATION_MS): Promise<AdvanceAnswer> =>
    clock.run(advance(deps, machineInput, clock.now() + invocationMs));

  return {
    clock,
    store,
    bodies,
    deps,
    failures,
    started,
    turn,
    /** What the state machine does: turns, waits and parks, until the run is over. Answers the transitions it took. */
    async machine(limit = 200): Promise<number> {
      let transitions = 1;
      for (let turns = 0; turns < limit; turns += 1) {
        const answer = await turn();
        transitions += 2;
        if (answer.next === 'done') return transitions + 1;
        // The next execution begins where this one ends.
        if (answer.next === 'moved') transitions += 2;
        if (answer.next === 'wait') clock.jump(answer.seconds * 1000);
        if (answer.next === 'park' && store.park('token', answer)) {
          clock.jump(answer.seconds * 1000);
          transitions += 1;
        }
      }
      throw new Error('The run does not end.');
    },
    async output(): Promise<Json | undefined> {
      return store.run.output && bodies.get(TENANT, RUN, store.run.output);
    },
    async value(nodeId: string): Promise<Json | undefined> {
      const ref = store.steps.get(nodeId)?.output;
      return ref && bodies.get(TENANT, RUN, ref);
    },
  };
}

/** Answers its config, at once. */
export const echo: NodeExecutor = {
  kind: 'pure',
  execute: (config) => ({ kind: 'ended', output: config }),
};

export const failing: NodeExecutor = {
  kind: 'effect',
  execute: () => {
    throw new PermanentNodeError('NO', 'It cannot be done.');
  },
};

/** Records every call by its idempotency key; `act` decides what comes of it. */
export function effect(act: (config: JsonObject, call: number) => Promise<Json> | Json = () => null) {
  const calls: { readonly key: string; readonly nodeId: string }[] = [];
  const executor: NodeExecutor = {
    kind: 'effect',
    async execute(config, context) {
      calls.push({ key: context.idempotencyKey, nodeId: context.nodeId });
      return { kind: 'ended', output: await act(config, calls.length) };
    },
  };
  return { executor, calls };
}
