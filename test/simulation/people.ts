import { sendSignal } from '../../functions/api/runs/send-signal.ts';
import type { Machine } from '../../shared/domain/engine/machine.ts';
import type { SignalResult } from '../../shared/domain/engine/store.ts';
import { CANCEL, type RunHeader, type Signal } from '../../shared/domain/run/run.ts';
import { toPayload } from '../../shared/nodes/flow/approval/approval.ts';
import { FakeLog } from '../support/fake-log.ts';
import { never, Process, type Surroundings } from './process.ts';
import type { RunPlan } from './scenario.ts';
import { SECOND } from './scenario.ts';
import type { Table } from './table.ts';

/** How often somebody asks again who got no answer. */
const PATIENCE = 4;

interface Options {
  readonly around: Surroundings;
  readonly table: Table;
  readonly machine: Machine;
  /** Told what the API answered to somebody's decision. */
  onAnswer(runId: string, nodeId: string, approved: boolean, result: SignalResult): void;
}

/** Those outside the engine who start runs and tell them things, each through a process of the API that may die. */
export class People {
  readonly #options: Options;
  #count = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  /** As the API does: write the run, then start it, and leave it to the tick when that fails. */
  async start(plan: RunPlan): Promise<void> {
    const process = this.#process('starts');
    const { table } = this.#options;
    const now = process.clock.now();
    const header: RunHeader = {
      id: plan.id,
      tenantId: 'ten_1',
      workflowId: plan.id,
      version: 1,
      status: 'queued',
      input: { at: 'inline', value: { n: 7 }, size: 7 },
      correlationId: `corr-${plan.id}`,
      createdAt: now,
      deadline: now + plan.deadlineMs,
    };
    await process.call('create', () => table.create(header, now + 60 * SECOND));
    table.get(plan.id).engine.turns = plan.turns;
    await this.#machine(process).start({ tenantId: header.tenantId, runId: plan.id, generation: 1, seq: 1 });
  }

  async decide(runId: string, nodeId: string, approved: boolean): Promise<void> {
    const process = this.#process(approved ? 'approves' : 'rejects');
    const signal: Signal = {
      to: nodeId,
      generation: 1,
      kind: 'approval',
      at: process.clock.now(),
      by: process.name,
      payload: toPayload({ approved, data: null }),
    };
    const result = await this.#send(process, runId, signal);
    if (result) this.#options.onAnswer(runId, nodeId, approved, result);
  }

  async cancel(runId: string): Promise<void> {
    const process = this.#process('cancels');
    await this.#send(process, runId, { to: CANCEL, generation: 1, kind: 'cancel', at: process.clock.now() });
  }

  async #send(process: Process, runId: string, signal: Signal): Promise<SignalResult | undefined> {
    const { table } = this.#options;
    const signals = table.dueStore(process);
    const services = { signals, machine: this.#forgetful(process) };
    for (let attempt = 0; attempt < PATIENCE; attempt += 1) {
      try {
        const result = await sendSignal({ logger: new FakeLog() }, table.get(runId).run, signal, services);
        // Who repeats a call that had worked meets its own signal.
        if (result.kind === 'taken' && result.by.by === signal.by) return { kind: 'sent' };
        return result;
      } catch {
        await process.clock.sleep(SECOND);
      }
    }
    return undefined;
  }

  #process(what: string): Process {
    return new Process(`api ${++this.#count} ${what}`, this.#options.around);
  }

  /** Whoever sent a signal may die before waking anybody. */
  #forgetful(process: Process): Machine {
    const { faults, random } = this.#options.around;
    const machine = this.#machine(process);
    if (faults.weather.crash === 0 || random.chance(0.7)) return machine;
    const wake = () => {
      faults.record();
      process.crash('before it wakes anybody');
      return never<'gone'>();
    };
    return { ...machine, wake };
  }

  #machine(process: Process): Machine {
    return machineOver(process, this.#options.machine);
  }
}

/** The machine as a process sees it: over the network. */
export const machineOver = (process: Process, machine: Machine): Machine => ({
  start: (execution) => process.call('start', () => machine.start(execution), true),
  wake: (token) => process.call('wake up', () => machine.wake(token), true),
  status: (execution) => process.call('status', () => machine.status(execution)),
});
