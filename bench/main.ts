import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { engine } from './engine/section.ts';
import type { Measurement } from './measurement.ts';
import { BENCH_HELP, type BenchOptions, parseBenchOptions } from './options.ts';
import { formatTable, formatVerdict } from './report.ts';
import { firstAnswers } from './startup/first-answer.ts';
import { withFunctions } from './startup/functions.ts';
import { startup } from './startup/section.ts';
import { describeNoCloud, noTransitions, transitions } from './transitions/section.ts';

const RESULTS = join(import.meta.dirname, 'results');

const print = (text: string): void => void process.stdout.write(`${text}\n`);

async function measureAll({ cloud, rounds }: BenchOptions): Promise<readonly Measurement[]> {
  const rows: Measurement[] = [];
  await withFunctions(async (functions) => {
    print('Starting every function beside its bare handler ...');
    rows.push(...(await startup(functions, rounds)));
    rows.push(...(await firstAnswers(functions, rounds)));
  });
  print('Running the engine in this process ...');
  rows.push(...(await engine(rounds)));
  rows.push(...(await transitionsOrWhyNot(cloud)));
  return rows;
}

/** A bench that could not start a cloud has still measured the rest; it says so where nobody can miss it. */
async function transitionsOrWhyNot(cloud: boolean): Promise<Measurement[]> {
  if (!cloud) {
    print('\n!!! NO TRANSITIONS ARE COUNTED: --no-cloud was given, so those goals count as missed.\n');
    return noTransitions();
  }
  print('Counting the transitions of runs on a local cloud ...');
  try {
    return await transitions();
  } catch (error) {
    print(`\n!!! NO TRANSITIONS ARE COUNTED, so those goals count as missed:\n${describeNoCloud(error)}\n`);
    return noTransitions();
  }
}

const options = parseBenchOptions(process.argv.slice(2));
if (options.help) {
  print(BENCH_HELP);
} else {
  const rows = await measureAll(options);
  await mkdir(RESULTS, { recursive: true });
  await writeFile(join(RESULTS, 'latest.json'), `${JSON.stringify(rows, null, 2)}\n`);
  print(`\n${formatTable(rows)}\n\n${formatVerdict(rows)}`);
}
// Idle connections would hold the process for a while. A missed goal is a finding, not a failure.
process.exit();
