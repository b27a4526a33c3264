import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** False leaves out what needs a local cloud; those rows are then not ok. */
  readonly cloud: boolean;
  /** Samples of each side of each comparison. */
  readonly rounds: number;
  readonly help: boolean;
}

const DEFAULT_ROUNDS = 21;

export const BENCH_HELP = `npm run bench -- [options]

  --no-cloud     leaves out what needs a local cloud: transitions of real runs
  --rounds <n>   samples of each side of each comparison, ${DEFAULT_ROUNDS} unless given`;

/** @throws Error that says which argument is wrong */
export function parseBenchOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      cloud: { type: 'boolean', default: true },
      rounds: { type: 'string', default: String(DEFAULT_ROUNDS) },
      help: { type: 'boolean', default: false, short: 'h' },
    },
  });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds ${values.rounds} is not a number of samples.`);
  return { cloud: values.cloud, rounds, help: values.help };
}
