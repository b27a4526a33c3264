import { parseArgs } from 'node:util';

/** What the bench consists of, in its order. */
export const SECTIONS = [
  'startup',
  'chain',
  'engine',
  'envelope',
  'cache',
  'memory',
  'transitions',
  'latency',
] as const;
type Section = (typeof SECTIONS)[number];

export interface BenchOptions {
  /** False leaves out what needs a local cloud; its goals then count as missed. */
  readonly cloud: boolean;
  /** What is measured. */
  readonly sections: ReadonlySet<Section>;
  /** Samples of each side of each comparison. */
  readonly rounds: number;
  readonly help: boolean;
}

const DEFAULT_ROUNDS = 21;

export const BENCH_HELP = `npm run bench -- [options]

  --only <section>   one of ${SECTIONS.join(', ')}; may be repeated.
                     Rows of the other sections stay in the results as they are.
  --no-cloud         leaves out what needs a local cloud: transitions and latency of real runs
  --rounds <n>       samples of each side of each comparison, ${DEFAULT_ROUNDS} unless given; at most 3 are taken
                     of the memory and 10 of the latency`;

/** @throws Error that says which argument is wrong */
export function parseBenchOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      cloud: { type: 'boolean', default: true },
      only: { type: 'string', multiple: true, default: [...SECTIONS] },
      rounds: { type: 'string', default: String(DEFAULT_ROUNDS) },
      help: { type: 'boolean', default: false, short: 'h' },
    },
  });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds ${values.rounds} is not a number of samples.`);
  return { cloud: values.cloud, sections: new Set(values.only.map(sectionOf)), rounds, help: values.help };
}

function sectionOf(name: string): Section {
  const section = SECTIONS.find((candidate) => candidate === name);
  if (section === undefined) throw new Error(`--only ${name} is none of ${SECTIONS.join(', ')}.`);
  return section;
}
