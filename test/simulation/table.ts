import { keys } from '../../shared/contract/table.ts';
import type { DueStore, EngineStore, SignalMessage, SignalStore } from '../../shared/domain/engine/store.ts';
import type { JsonObject } from '../../shared/domain/json/json.ts';
import type { RunHeader } from '../../shared/domain/run/run.ts';
import { MemoryRun } from '../support/memory-run.ts';
import type { Process } from './process.ts';
import { updateItem } from './update-item.ts';

type Op = Extract<keyof MemoryRun, keyof EngineStore | keyof DueStore | keyof SignalStore>;

/** Told of everything that is done to a run, once it is done. */
export interface Witness {
  created(run: MemoryRun): void;
  wrote(run: MemoryRun, deed: Deed): void;
}

/** One call of a port, and whose it was. */
export interface Deed {
  readonly op: string;
  readonly args: readonly unknown[];
  readonly by: string;
  readonly error?: unknown;
}

/** All runs, behind the ports of the engine: one call of a port is one call over the network. */
export class Table {
  readonly runs = new Map<string, MemoryRun>();
  readonly #witness: Witness;
  readonly #create: (header: RunHeader, dueAt: number) => MemoryRun;

  constructor(witness: Witness, create = (header: RunHeader, dueAt: number) => new MemoryRun(header, dueAt)) {
    this.#witness = witness;
    this.#create = create;
  }

  get(runId: string): MemoryRun {
    const run = this.runs.get(runId);
    if (!run) throw new Error(`There is no run ${runId}.`);
    return run;
  }

  async create(header: RunHeader, startBy: number): Promise<void> {
    if (this.runs.has(header.id)) throw new Error(`There is a run ${header.id} already.`);
    const run = this.#create(header, startBy);
    this.runs.set(header.id, run);
    this.#witness.created(run);
  }

  /** The machine's own write. */
  update(parameters: JsonObject): void {
    const { pk } = parameters.Key as { pk: { S: string } };
    const run = [...this.runs.values()].find(({ run: { tenantId, id } }) => keys.run(tenantId, id) === pk.S);
    if (!run) throw new Error(`There is no item ${pk.S}.`);
    updateItem(run.engine, parameters);
    this.#witness.wrote(run, { op: 'park', args: [parameters], by: 'machine' });
  }

  engineStore(process: Process): EngineStore {
    const { call } = this.#ports(process);
    return {
      lease: (...args) => call('lease', args[1], args, true),
      renew: (...args) => call('renew', args[1], args, true),
      commit: (checkpoint) => call('commit', checkpoint.runId, [checkpoint]),
      signals: (_tenantId, runId) => call('signals', runId, []),
      expire: (run, signal) => call('expire', run.id, [run, signal], true),
    };
  }

  dueStore(process: Process): DueStore & SignalStore {
    const { call } = this.#ports(process);
    return {
      listDue: async (shard, now) => {
        const all = await process.call('listDue', () =>
          Promise.all([...this.runs.values()].map((run) => run.listDue(shard, now))),
        );
        return all.flat();
      },
      getEngine: (due) => call('getEngine', due.runId, []),
      wake: (...args) => call('wake', args[0].runId, args, true),
      postpone: (...args) => call('postpone', args[0].runId, args, true),
      nextExecution: (...args) => call('nextExecution', args[0].runId, args, true),
      send: (message: SignalMessage) => call('send', message.runId, [message]),
    };
  }

  /** @param repeatable whether a client that hears nothing may do it twice; a transaction bears a token against that */
  #ports(process: Process) {
    const call = <Name extends Op>(
      op: Name,
      runId: string,
      args: Parameters<MemoryRun[Name]>,
      repeatable = false,
    ): ReturnType<MemoryRun[Name]> =>
      process.call(
        op,
        async () => {
          const run = this.get(runId);
          const method = run[op] as (...args: unknown[]) => Promise<unknown>;
          try {
            const result = await method.apply(run, args);
            this.#witness.wrote(run, { op, args, by: process.name });
            return result;
          } catch (error) {
            this.#witness.wrote(run, { op, args, by: process.name, error });
            throw error;
          }
        },
        repeatable,
      ) as ReturnType<MemoryRun[Name]>;
    return { call };
  }
}
