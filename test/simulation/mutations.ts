import type { EngineDeps } from '../../shared/domain/engine/advance.ts';
import type { Checkpoint, LeaseResult, SignalMessage, SignalResult } from '../../shared/domain/engine/store.ts';
import type { JsonObject } from '../../shared/domain/json/json.ts';
import type { NodeExecutor } from '../../shared/domain/node/node-type.ts';
import type { Signal } from '../../shared/domain/run/run.ts';
import { MemoryRun } from '../support/memory-run.ts';
import type { StateMachine } from './asl.ts';
import type { Seams } from './world.ts';

/** Defects that the simulation has to find, each planted at a seam: the engine itself stays as it is. */
export const MUTATIONS: Readonly<Record<string, Partial<Seams>>> = {
  'a commit ignores the fence': {
    memoryRun: (...args) =>
      new (class extends MemoryRun {
        override commit(checkpoint: Checkpoint) {
          return super.commit({ ...checkpoint, fence: this.engine.fence });
        }
      })(...args),
  },
  'a lease is given while another one is live': {
    memoryRun: (...args) =>
      new (class extends MemoryRun {
        override lease(...request: Parameters<MemoryRun['lease']>): Promise<LeaseResult> {
          this.engine.leaseUntil = 0;
          return super.lease(...request);
        }
      })(...args),
  },
  'a lease leaves the fence as it was': {
    memoryRun: (...args) =>
      new (class extends MemoryRun {
        override async lease(...request: Parameters<MemoryRun['lease']>): Promise<LeaseResult> {
          const { fence } = this.engine;
          const result = await super.lease(...request);
          this.engine.fence = fence;
          return result.kind === 'leased' ? { ...result, engine: { ...result.engine, fence } } : result;
        }
      })(...args),
  },
  'a lease forgets the token of the execution that sleeps': {
    memoryRun: (...args) =>
      new (class extends MemoryRun {
        override async lease(...request: Parameters<MemoryRun['lease']>): Promise<LeaseResult> {
          const result = await super.lease(...request);
          if (result.kind === 'leased') delete this.engine.token;
          return result;
        }
      })(...args),
  },
  'a heartbeat does not lengthen the lease': {
    memoryRun: (...args) =>
      new (class extends MemoryRun {
        override async renew(...request: Parameters<MemoryRun['renew']>) {
          const { leaseUntil } = this.engine;
          const engine = await super.renew(...request);
          this.engine.leaseUntil = leaseUntil;
          return engine;
        }
      })(...args),
  },
  'a commit drops the last of its steps': {
    memoryRun: (...args) =>
      new (class extends MemoryRun {
        override commit(checkpoint: Checkpoint) {
          const { steps } = checkpoint;
          return super.commit({ ...checkpoint, steps: steps.length > 1 ? steps.slice(0, -1) : steps });
        }
      })(...args),
  },
  'the end of a run leaves it open': {
    memoryRun: (...args) =>
      new (class extends MemoryRun {
        override async commit(checkpoint: Checkpoint) {
          await super.commit(checkpoint);
          this.engine.over = false;
        }
      })(...args),
  },
  "a released run is nobody's business": {
    memoryRun: (...args) =>
      new (class extends MemoryRun {
        override async commit(checkpoint: Checkpoint) {
          await super.commit(checkpoint);
          if (checkpoint.lease.kind === 'release') delete this.engine.dueAt;
        }
      })(...args),
  },
  'a signal does not count the wake': {
    memoryRun: (...args) =>
      new (class extends MemoryRun {
        override async send(message: SignalMessage): Promise<SignalResult> {
          const { wake } = this.engine;
          const result = await super.send(message);
          this.engine.wake = wake;
          return result;
        }
      })(...args),
  },
  'a signal does not make the run due': {
    memoryRun: (...args) =>
      new (class extends MemoryRun {
        override async send(message: SignalMessage): Promise<SignalResult> {
          const { dueAt } = this.engine;
          const result = await super.send(message);
          if (dueAt !== undefined) this.engine.dueAt = dueAt;
          return result;
        }
      })(...args),
  },
  'an expiry overwrites an approval': {
    memoryRun: (...args) =>
      new (class extends MemoryRun {
        override async expire(_run: unknown, signal: Signal): Promise<Signal> {
          this.sent.set(signal.to, signal);
          return signal;
        }
      })(...args),
  },
  'a second answer overwrites the first': {
    memoryRun: (...args) =>
      new (class extends MemoryRun {
        override send(message: SignalMessage): Promise<SignalResult> {
          this.sent.delete(message.signal.to);
          return super.send(message);
        }
      })(...args),
  },
  'a timer is not waited for': {
    memoryRun: (...args) =>
      new (class extends MemoryRun {
        override async lease(...request: Parameters<MemoryRun['lease']>): Promise<LeaseResult> {
          const result = await super.lease(...request);
          if (result.kind !== 'leased') return result;
          return { ...result, steps: result.steps.map((step) => ('dueAt' in step ? { ...step, dueAt: 0 } : step)) };
        }
      })(...args),
  },
  'a park does not look at the wake': { asl: (asl) => withPark(asl, 'wake = :wake AND ') },
  'the tick starts nothing': {
    tick: (deps) => ({ ...deps, machine: { ...deps.machine, start: () => Promise.resolve() } }),
  },
  'an effect begins before its claim is written': {
    engine: (deps) => ({
      ...deps,
      store: {
        ...deps.store,
        commit(checkpoint) {
          const written = deps.store.commit(checkpoint);
          if (!checkpoint.steps.every(({ status }) => status === 'running')) return written;
          written.catch(() => undefined);
          return Promise.resolve();
        },
      },
    }),
  },
  'an effect is not claimed': {
    engine: (deps) => withExecutors(deps, (executor) => ({ ...executor, kind: 'pure' })),
  },
  'a key is new with each attempt': {
    engine: (deps, process) =>
      withExecutors(deps, (executor) => ({
        ...executor,
        execute: (config, context) =>
          executor.execute(config, { ...context, idempotencyKey: `${context.idempotencyKey}:${process.clock.now()}` }),
      })),
  },
};

function withExecutors(deps: EngineDeps, change: (executor: NodeExecutor) => NodeExecutor): EngineDeps {
  return { ...deps, executors: new Map([...deps.executors].map(([type, executor]) => [type, change(executor)])) };
}

function withPark(asl: StateMachine, without: string): StateMachine {
  const park = asl.States.Park;
  if (!park) throw new Error('The machine has no Park.');
  const parameters = park.Parameters as JsonObject;
  const ConditionExpression = String(parameters.ConditionExpression).replace(without, '');
  const changed = { ...park, Parameters: { ...parameters, ConditionExpression } };
  return { ...asl, States: { ...asl.States, Park: changed } };
}
