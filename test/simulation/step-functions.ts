import { executionName, MACHINE_VERSION } from '../../shared/contract/machine.ts';
import type { Machine } from '../../shared/domain/engine/machine.ts';
import type { Json, JsonObject } from '../../shared/domain/json/json.ts';
import { type Context, caught, delayOf, fill, type State, type StateMachine, secondsOf, TaskError } from './asl.ts';
import type { Random } from './random.ts';
import { SECOND } from './scenario.ts';
import type { Timeline } from './timeline.ts';
import type { Trace } from './trace.ts';

/** What tasks do: the function and the table, of which neither is the machine's own. */
interface Tasks {
  /** @throws TaskError */
  invoke(execution: string, payload: JsonObject): Promise<Json>;
  /** @throws TaskError */
  updateItem(execution: string, parameters: JsonObject): Promise<void>;
}

type Execution = Parameters<Machine['start']>[0];

interface Running {
  readonly name: string;
  status: 'running' | 'stopped' | 'ended';
  changedAt: number;
}

interface Services {
  readonly timeline: Timeline;
  readonly random: Random;
  readonly trace: Trace;
  readonly asl: StateMachine;
  readonly tasks: Tasks;
}

type Step = { readonly data: JsonObject; readonly next: string };

/** Runs executions of a state machine in simulated time. It never dies, and it repeats what it was told to repeat. */
export class StepFunctions implements Machine {
  readonly #services: Services;
  readonly #executions = new Map<string, Running>();
  readonly #tokens = new Map<string, () => void>();
  #token = 0;

  constructor(services: Services) {
    this.#services = services;
  }

  async start({ tenantId, runId, generation, seq }: Execution): Promise<void> {
    const name = executionName(runId, generation, seq);
    if (this.#executions.has(name)) return;
    const execution: Running = { name, status: 'running', changedAt: this.#services.timeline.now };
    this.#executions.set(name, execution);
    this.#say(name, 'begins');
    void this.#run(execution, { asl: MACHINE_VERSION, tenantId, runId });
  }

  async wake(token: string): Promise<'woken' | 'gone'> {
    const wake = this.#tokens.get(token);
    wake?.();
    return wake ? 'woken' : 'gone';
  }

  /** An answer may be a moment old. */
  async status({ runId, generation, seq }: Execution): Promise<'running' | 'stopped' | 'ended' | 'absent'> {
    const { timeline, random } = this.#services;
    const execution = this.#executions.get(executionName(runId, generation, seq));
    if (!execution) return 'absent';
    const stale = timeline.now - execution.changedAt < SECOND && random.chance(0.3);
    if (stale) return execution.status === 'running' ? 'absent' : 'running';
    return execution.status;
  }

  /** Somebody ends all executions of a run from outside; a function that is being called knows nothing of it. */
  stop(runId: string): boolean {
    let any = false;
    for (const execution of this.#executions.values()) {
      if (!execution.name.startsWith(`${runId}-`) || execution.status !== 'running') continue;
      this.#end(execution, 'stopped');
      any = true;
    }
    return any;
  }

  async #run(execution: Running, input: JsonObject): Promise<void> {
    const { asl, random, timeline } = this.#services;
    let data = input;
    let at = asl.StartAt;
    while (execution.status === 'running') {
      await timeline.sleep(random.int(1, 40));
      const state = asl.States[at];
      if (!state) throw new Error(`The machine has no state ${at}.`);
      if (state.Type === 'Succeed' || state.Type === 'Fail') return this.#end(execution, 'ended');
      ({ data, next: at } = await this.#enter(execution, at, state, data));
    }
  }

  #end(execution: Running, status: 'stopped' | 'ended'): void {
    if (execution.status !== 'running') return;
    this.#say(execution.name, status);
    execution.status = status;
    execution.changedAt = this.#services.timeline.now;
    for (const token of this.#tokens.keys()) if (token.startsWith(`${execution.name}/`)) this.#tokens.delete(token);
  }

  async #enter(execution: Running, name: string, state: State, data: JsonObject): Promise<Step> {
    if (state.Type === 'Choice') {
      const choice = state.Choices?.find(({ Variable, StringEquals }) => fill(Variable, data) === StringEquals);
      return { data, next: choice?.Next ?? state.Default ?? '' };
    }
    if (state.Type === 'Wait') {
      await this.#services.timeline.sleep(secondsOf(state.SecondsPath, data) * SECOND);
      return { data, next: state.Next ?? '' };
    }
    return this.#task(execution, name, state, data);
  }

  async #task(execution: Running, name: string, state: State, data: JsonObject): Promise<Step> {
    const { timeline, random } = this.#services;
    const tries = new Map<unknown, number>();
    for (;;) {
      try {
        const result = await this.#attempt(execution, state, data);
        const whole = state.ResultPath === null ? data : result;
        return {
          data: state.OutputPath ? (fill(state.OutputPath, whole) as JsonObject) : whole,
          next: state.Next ?? '',
        };
      } catch (error) {
        if (!(error instanceof TaskError)) throw error;
        if (execution.status !== 'running') return { data, next: '' };
        this.#say(execution.name, `${name} meets ${error.name}`);
        const delay = delayOf(state, error, tries, () => random.next());
        if (delay === undefined) return caught(state, error, data);
        await timeline.sleep(delay);
      }
    }
  }

  #attempt(execution: Running, state: State, data: JsonObject): Promise<JsonObject> {
    const token = `${execution.name}/${++this.#token}`;
    const context: Context = { token, enteredTime: new Date(this.#services.timeline.now).toISOString() };
    const parameters = fill(state.Parameters ?? {}, data, context) as JsonObject;
    const seconds = state.TimeoutSeconds ?? (state.TimeoutSecondsPath && secondsOf(state.TimeoutSecondsPath, data));
    const { invoke, updateItem } = this.#services.tasks;
    if (state.Resource === 'arn:aws:states:::lambda:invoke') {
      const answer = invoke(execution.name, parameters.Payload as JsonObject).then((Payload) => ({ Payload }));
      return this.#within(seconds, answer);
    }
    const update = updateItem(execution.name, parameters).then((): JsonObject => ({}));
    if (!state.Resource?.endsWith('.waitForTaskToken')) return this.#within(seconds, update);
    const woken = new Promise<JsonObject>((resolve) => {
      this.#tokens.set(token, () => {
        this.#tokens.delete(token);
        this.#say(execution.name, `is woken by ${token}`);
        resolve({});
      });
    });
    const parked = Promise.race([woken, update.then(() => woken)]);
    return this.#within(seconds, parked).finally(() => this.#tokens.delete(token));
  }

  #within<Result>(seconds: number | undefined | '', work: Promise<Result>): Promise<Result> {
    if (!seconds) return work;
    return new Promise((resolve, reject) => {
      const cancel = this.#services.timeline.after(seconds * SECOND, () => reject(new TaskError('States.Timeout')));
      work.then(resolve, reject).finally(cancel);
    });
  }

  #say(execution: string, what: string): void {
    this.#services.trace.add('machine', `${execution} ${what}`);
  }
}
