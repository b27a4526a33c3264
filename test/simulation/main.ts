import { parseArgs } from 'node:util';
import { MUTATIONS } from './mutations.ts';
import { simulate } from './world.ts';

const USAGE = `npm run simulate -- [options]
  --seeds 500     how many to run, from seed --from (1) on
  --seed 7        one of them; with --trace, what happened
  --plant <name>  with a defect: ${Object.keys(MUTATIONS).join('; ')}
`;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '500' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
    plant: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const planted = values.plant === undefined ? {} : MUTATIONS[values.plant];

// Whoever reads a trace may have seen enough.
process.stdout.on('error', () => process.exit());
const say = (text: string) => process.stdout.write(text);

/** Answers whether there was nothing to complain of. */
async function run(seed: number, trace: boolean): Promise<boolean> {
  const result = await simulate(seed, planted);
  if (trace) say(`${result.trace.join('\n')}\n`);
  const fine = result.complaints.length === 0;
  if (trace || !fine) say(`seed ${seed} (${result.weather}): ${fine ? 'nothing to complain of' : ''}\n`);
  for (const complaint of result.complaints) say(`  ${complaint}\n`);
  return fine;
}

async function runAll(from: number, seeds: number): Promise<boolean> {
  const begun = Date.now();
  const failed: number[] = [];
  for (let seed = from; seed < from + seeds; seed += 1) if (!(await run(seed, false))) failed.push(seed);
  say(`${seeds} seeds in ${((Date.now() - begun) / 1000).toFixed(1)} s, ${failed.length} failed\n`);
  if (failed.length > 0) say(`Replay one: npm run simulate -- --seed ${failed[0]} --trace\n`);
  return failed.length === 0;
}

async function main(): Promise<boolean> {
  if (values.help || planted === undefined) {
    say(USAGE);
    return values.help;
  }
  if (values.seed !== undefined) return run(Number(values.seed), values.trace);
  return runAll(Number(values.from), Number(values.seeds));
}

if (!(await main())) process.exitCode = 1;
