import { readAdvanceInput } from '../../shared/contract/machine.ts';
import { advance, type EngineDeps } from '../../shared/domain/engine/advance.ts';
import type { Json, JsonObject } from '../../shared/domain/json/json.ts';
import { TaskError } from './asl.ts';
import { Process, type Surroundings } from './process.ts';
import { MINUTE, SECOND } from './scenario.ts';

/** What the function keeps back to write what happened: the handler's own number. */
const RESERVE_MS = 5_000;

interface Options {
  readonly around: Surroundings;
  readonly invocationMs: number;
  deps(process: Process): EngineDeps;
}

/** The function behind the Advance state: a process per call, at least one. */
export class Lambda {
  readonly #options: Options;
  #calls = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  /** @throws TaskError as Step Functions would see it: also when the function is still at work */
  invoke(payload: JsonObject): Promise<Json> {
    const { random, faults, timeline } = this.#options.around;
    const { duplicate } = faults.weather;
    if (random.chance(duplicate))
      timeline.after(
        random.int(0, random.pick([3, 3, 3, 120]) * SECOND),
        () => void this.#call(payload).catch(() => undefined),
      );
    const fault = faults.draw();
    if (fault === 'lost') return Promise.reject(new TaskError('Lambda.ServiceException'));
    const answer = this.#call(payload);
    if (fault !== 'ambiguous') return answer;
    answer.catch(() => undefined);
    return timeline.sleep(random.int(1, 30_000)).then(() => Promise.reject(new TaskError('Lambda.Unknown')));
  }

  #call(payload: JsonObject): Promise<Json> {
    const { around, invocationMs, deps } = this.#options;
    const { timeline, random, faults } = around;
    const process = new Process(`advance ${++this.#calls}`, around);
    const input = readAdvanceInput(payload);
    process.say(`is called for ${input.runId}`);
    return new Promise((resolve, reject) => {
      const timeUp = timeline.after(invocationMs, () => process.crash('its time is up'));
      process.onDeath = () => {
        faults.record();
        timeline.after(random.int(1, 200), () => reject(new TaskError('Lambda.Unknown')));
      };
      const answered = (answer: () => void) => {
        timeUp();
        process.onDeath = () => undefined;
        timeline.after(random.int(1, 10), answer);
        // Between calls a process is frozen: what it left behind may go on minutes later, or never.
        if (random.chance(0.5)) process.crash('nobody calls it again');
        else process.pause(random.int(0, 5 * MINUTE));
      };
      advance(deps(process), input, process.clock.now() + invocationMs - RESERVE_MS).then(
        (answer) => {
          process.say(`answers ${told(answer)}`);
          answered(() => resolve(answer as unknown as Json));
        },
        (error: unknown) => {
          process.say(`fails: ${String(error)}`);
          answered(() => reject(new TaskError('Lambda.Unknown')));
        },
      );
    });
  }
}

const told = ({ next, ...answer }: { readonly next: string; readonly seconds?: number }): string =>
  answer.seconds === undefined ? next : `${next} for ${answer.seconds} s`;
