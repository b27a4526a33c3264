/**
 * What travels between the state machine and the engine function. Ids and numbers only: inputs, outputs and user text
 * stay in the run store, so the state never meets the 256 KiB limit and never holds a secret.
 */
export const MACHINE_VERSION = 1;

/** Input of an execution and of each turn of Advance. */
export interface AdvanceInput {
  /** The version of the machine's shape; Advance answers only what it knows. */
  readonly asl: number;
  readonly tenantId: string;
  readonly runId: string;
}

/**
 * Reads the input of a turn, without a schema: loading zod would be a fifth of the engine's cold start. Unknown fields
 * are left out: an emulator adds its own.
 *
 * @throws TypeError for anything else than an input of this version or an earlier one
 */
export function readAdvanceInput(event: unknown): AdvanceInput {
  const { asl, tenantId, runId } = Object(event) as Partial<Record<keyof AdvanceInput, unknown>>;
  if (!isKnown(asl) || typeof tenantId !== 'string' || typeof runId !== 'string') {
    throw new TypeError(`This is not the input of a turn up to version ${MACHINE_VERSION}.`);
  }
  return { asl, tenantId, runId };
}

const isKnown = (asl: unknown): asl is number =>
  typeof asl === 'number' && Number.isInteger(asl) && asl >= 1 && asl <= MACHINE_VERSION;

interface Turn extends AdvanceInput {
  /** Partition key of the run, for the Park state's direct write. */
  readonly pk: string;
}

/** The answer of one turn; `next` is what the machine's Choice looks at. */
export type AdvanceAnswer =
  /** `moved`: another execution carries the run from now on. */
  | (Turn & { readonly next: 'done' | 'continue' | 'moved' })
  /** Another owner is at work: look again in `seconds`. */
  | (Turn & { readonly next: 'wait'; readonly seconds: number })
  /**
   * Nothing to do until a signal or `seconds` from now. Park stores its token, and `dueAt` as the time when the tick looks
   * after the run, on the condition that `wake` and `fence` are still these. DynamoDB's numbers are strings.
   */
  | (Turn & {
      readonly next: 'park';
      readonly seconds: number;
      readonly dueAt: string;
      readonly wake: string;
      readonly fence: string;
    });

/** Name of the execution that carries a run: unique for 90 days, so that starting twice is starting once. */
export const executionName = (runId: string, generation: number, seq: number): string =>
  `${runId}-${generation}-${seq}`;
