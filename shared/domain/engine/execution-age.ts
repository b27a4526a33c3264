import { MACHINE_VERSION } from '../../contract/machine.ts';
import type { OwnedRun } from './advance.ts';

/** An execution holds 25,000 events, of which a turn with its park takes about 20, and lasts a year. */
const MAX_TURNS = 1000;
const MAX_EXECUTION_MS = 300 * 86_400_000;

/** Whether the execution is about to become too long or too old, or is of an older shape than the machine's. */
export const isOutworn = ({ engine, asl }: OwnedRun, now: number): boolean =>
  asl < MACHINE_VERSION || engine.turns >= MAX_TURNS || now - engine.since > MAX_EXECUTION_MS;
