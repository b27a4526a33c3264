import type { EngineDeps } from '../../shared/domain/engine/advance.ts';
import { programOf } from '../../shared/domain/engine/program.ts';
import { type TickDeps, tick } from '../../shared/domain/engine/tick.ts';
import type { StepRecord } from '../../shared/domain/run/run.ts';
import { MemoryBodies, MemoryRun } from '../support/memory-run.ts';
import { type StateMachine, TaskError } from './asl.ts';
import { Judge } from './judge.ts';
import { Lambda } from './lambda.ts';
import { deployedMachine } from './machine.ts';
import { Outside } from './outside.ts';
import { machineOver, People } from './people.ts';
import { Process, type Surroundings } from './process.ts';
import { Random } from './random.ts';
import { HOUR, LATEST_START_MS, MINUTE, type RunPlan, scenarioOf, told } from './scenario.ts';
import { StepFunctions } from './step-functions.ts';
import { Table } from './table.ts';
import { Timeline } from './timeline.ts';
import { Trace } from './trace.ts';
import { judgeRun } from './verdict.ts';
import { Faults, weatherOf } from './weather.ts';

const BEGINNING = Date.UTC(2026, 0, 1);
/** After every run has ended: time for what should not happen any more. */
const AFTERLIFE_MS = 10 * MINUTE;
const LIMITS = { until: BEGINNING + 120 * HOUR, events: 150_000 };

/** Where a defect can be planted, without touching what is tested. */
export interface Seams {
  memoryRun(...args: ConstructorParameters<typeof MemoryRun>): MemoryRun;
  asl(asl: StateMachine): StateMachine;
  engine(deps: EngineDeps, process: Process): EngineDeps;
  tick(deps: TickDeps): TickDeps;
}

const SOUND: Seams = {
  memoryRun: (...args) => new MemoryRun(...args),
  asl: (asl) => asl,
  engine: (deps) => deps,
  tick: (deps) => deps,
};

export interface Result {
  readonly seed: number;
  readonly weather: string;
  readonly complaints: readonly string[];
  readonly trace: readonly string[];
  readonly events: number;
}

/** Runs all that one seed holds, and answers what there is to complain of. */
export async function simulate(seed: number, planted: Partial<Seams> = {}): Promise<Result> {
  const random = new Random(seed);
  const timeline = new Timeline(BEGINNING, () => random.next());
  const now = () => timeline.now;
  const faults = new Faults(random, weatherOf(random), now);
  const around: Surroundings = { timeline, random, faults, trace: new Trace(now) };
  const world = new World(around, { ...SOUND, ...planted });
  await world.play();
  const { complaints } = world.judge;
  return { seed, weather: faults.weather.name, complaints, trace: around.trace.lines, events: timeline.events };
}

class World {
  readonly judge: Judge;
  readonly #around: Surroundings;
  readonly #seams: Seams;
  readonly #plans: ReadonlyMap<string, RunPlan>;
  readonly #maxInFlight: number;
  readonly #table: Table;
  readonly #bodies = new MemoryBodies();
  readonly #outside: Outside;
  readonly #machine: StepFunctions;
  readonly #people: People;

  constructor(around: Surroundings, seams: Seams) {
    this.#around = around;
    this.#seams = seams;
    const { timeline, random, faults, trace } = around;
    const { sizes, runs } = scenarioOf(random, faults.weather);
    const plans = new Map(runs.map((run) => [run.id, run]));
    this.#plans = plans;
    this.#maxInFlight = sizes.maxInFlight;
    this.judge = new Judge({ around, plans, sizes, onWaiting: (run, step) => this.#answer(run, step) });
    trace.add('weather', `${faults.weather.name}, ${JSON.stringify(sizes)}`);
    for (const run of runs) trace.add('plan', told(run));
    this.#table = new Table(this.judge, seams.memoryRun);
    this.#outside = new Outside({
      plans,
      onEffect: (effect, by) => this.judge.effect(this.#table.get(effect.runId), effect, by),
    });
    const lambda = new Lambda({
      around,
      invocationMs: sizes.invocationMs,
      deps: (process) => seams.engine(this.#deps(process), process),
    });
    const asl = seams.asl(deployedMachine(sizes.retries));
    const tasks = { invoke: (_: string, payload: never) => lambda.invoke(payload), updateItem: this.#update };
    this.#machine = new StepFunctions({ timeline, random, trace, asl, tasks });
    this.#people = new People({
      around,
      table: this.#table,
      machine: this.#machine,
      onAnswer: (...answer) => this.judge.answered(...answer),
    });
    this.#plan();
  }

  async play(): Promise<void> {
    const { timeline } = this.#around;
    const isOver = () => [...this.#table.runs.values()].every(({ engine }) => engine.over);
    // A start may take a while to arrive.
    const lastStart = BEGINNING + LATEST_START_MS + MINUTE;
    const over = await timeline.run(() => timeline.now > lastStart && isOver(), LIMITS);
    if (over) await timeline.run(() => false, { ...LIMITS, until: timeline.now + AFTERLIFE_MS });
    for (const run of this.#table.runs.values()) {
      if (!run.engine.over) {
        this.judge.complain(
          `${run.run.id} is lost: ${run.run.status} at the end of time, after ${timeline.events} events`,
        );
        continue;
      }
      const plan = this.#plans.get(run.run.id);
      const { judge } = this;
      const evidence = { judge, faults: this.#around.faults, effects: this.#outside.effects, bodies: this.#bodies };
      if (plan) await judgeRun(run, plan, evidence);
    }
  }

  #plan(): void {
    const { timeline } = this.#around;
    for (const plan of this.#plans.values()) {
      timeline.after(plan.startMs, () => void this.#people.start(plan).catch(() => undefined));
      const later = (ms: number | undefined, act: () => void) => {
        if (ms !== undefined) timeline.after(plan.startMs + ms, () => this.#table.runs.has(plan.id) && act());
      };
      later(plan.cancelMs, () => void this.#people.cancel(plan.id));
      later(plan.stopMs, () => this.#machine.stop(plan.id) && this.#around.faults.record());
    }
    this.#tickLater();
  }

  /** People hear of an approval when it begins to wait. */
  #answer({ run: { id } }: MemoryRun, { nodeId, dueAt }: StepRecord): void {
    const { timeline } = this.#around;
    for (const { approved, from, ms } of this.#plans.get(id)?.nodes.get(nodeId)?.answers ?? []) {
      const at = from === 'expiry' ? (dueAt ?? timeline.now) + ms - timeline.now : ms;
      timeline.after(at, () => void this.#people.decide(id, nodeId, approved));
    }
  }

  #tickLater(): void {
    const { timeline } = this.#around;
    timeline.after(MINUTE, () => {
      this.#tickLater();
      const due = [...this.#table.runs.values()].some(
        ({ engine: { dueAt } }) => dueAt !== undefined && dueAt <= timeline.now,
      );
      if (due) void this.#tick();
    });
  }

  async #tick(): Promise<void> {
    const process = new Process('tick', this.#around);
    const deps: TickDeps = {
      store: this.#table.dueStore(process),
      machine: machineOver(process, this.#machine),
      now: () => process.clock.now(),
      onFailure: ({ runId }, error) => process.say(`fails to look after ${runId}: ${String(error)}`),
    };
    await tick(this.#seams.tick(deps)).catch((error: unknown) => process.say(`fails: ${String(error)}`));
  }

  #deps(process: Process): EngineDeps {
    const bodies = this.#bodies;
    return {
      store: this.#table.engineStore(process),
      bodies: {
        put: (tenantId, runId, name, value) =>
          process.call('put a body', () => bodies.put(tenantId, runId, name, value)),
        get: (...args) => process.call('get a body', () => bodies.get(...args)),
        presign: async () => undefined,
      },
      program: (_tenantId, workflowId) => process.call('program', async () => this.#program(workflowId)),
      executors: this.#outside.executors(process),
      machine: { start: machineOver(process, this.#machine).start },
      maxInFlight: this.#maxInFlight,
      clock: process.clock,
      random: () => this.#around.random.next(),
      observer: {
        step: () => undefined,
        run: () => undefined,
        failure: (_run, step, error) => process.say(`${step.nodeId} fails: ${String(error)}`),
        notStarted: (_run, error) => process.say(`can not start the next execution: ${String(error)}`),
      },
    };
  }

  #program(workflowId: string) {
    const plan = this.#plans.get(workflowId);
    if (!plan) return undefined;
    const { definition } = plan;
    return programOf({ workflowId, version: 1, contentHash: '', publishedAt: 0, publishedBy: '', definition });
  }

  #update = async (_execution: string, parameters: never): Promise<void> => {
    const { timeline, random, faults } = this.#around;
    const fault = faults.draw();
    await timeline.sleep(random.int(1, fault === 'slow' ? 10_000 : 10));
    if (fault === 'lost') throw new TaskError('DynamoDb.ThrottlingException');
    this.#table.update(parameters);
    await timeline.sleep(random.int(1, fault === 'slow' ? 10_000 : 10));
    if (fault === 'ambiguous') throw new TaskError('DynamoDb.SdkClientException');
  };
}
