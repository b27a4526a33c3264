import * as z from 'zod';

/**
 * What travels between the state machine and the engine function. Ids and numbers only: inputs, outputs and user text
 * stay in the run store, so the state never meets the 256 KiB limit and never holds a secret.
 */
export const MACHINE_VERSION = 1;

/** Input of an execution and of each turn of Advance. Unknown fields pass: an emulator adds its own. */
export const AdvanceInputSchema = z.object({
  /** The version of the machine's shape; Advance answers only what it knows. */
  asl: z.literal(MACHINE_VERSION),
  tenantId: z.string(),
  runId: z.string(),
});
export type AdvanceInput = z.infer<typeof AdvanceInputSchema>;

interface Turn extends AdvanceInput {
  /** Partition key of the run, for the Park state's direct write. */
  readonly pk: string;
}

/** The answer of one turn; `next` is what the machine's Choice looks at. */
export type AdvanceAnswer =
  | (Turn & { readonly next: 'done' | 'continue' })
  /** Another owner is at work: look again in `seconds`. */
  | (Turn & { readonly next: 'wait'; readonly seconds: number })
  /**
   * Nothing to do until a signal or `seconds` from now. Park stores its token on the condition that `wake` and
   * `fence` are still these, written as DynamoDB numbers (strings).
   */
  | (Turn & { readonly next: 'park'; readonly seconds: number; readonly wake: string; readonly fence: string });

/** Name of the execution that carries a run: unique for 90 days, so that starting twice is starting once. */
export const executionName = (runId: string, generation: number, seq: number): string =>
  `${runId}-${generation}-${seq}`;
