import { describeFailure } from '../local/cloud/failure.ts';
import { cache } from './cache/section.ts';
import { firstResponses } from './chain/first-response.ts';
import { chain } from './chain/section.ts';
import { withBenchCloud } from './cloud/bench-cloud.ts';
import { engine } from './engine/section.ts';
import { envelope } from './envelope/section.ts';
import { latency } from './latency/section.ts';
import type { Measurement } from './measurement.ts';
import { memory } from './memory/section.ts';
import { BENCH_HELP, type BenchOptions, parseBenchOptions, SECTIONS } from './options.ts';
import { formatTable, formatVerdict } from './report.ts';
import { writeResults } from './results.ts';
import { firstAnswers } from './startup/first-answer.ts';
import { withFunctions } from './startup/functions.ts';
import { startup } from './startup/section.ts';
import { noTransitions, transitions } from './transitions/section.ts';

const print = (text: string): void => void process.stdout.write(`${text}\n`);

async function measureAll(options: BenchOptions): Promise<readonly Measurement[]> {
  const { sections, rounds } = options;
  const rows: Measurement[] = [];
  if (sections.has('startup')) {
    print('Starting every function beside its bare handler ...');
    await withFunctions(async (functions) => {
      rows.push(...(await startup(functions, rounds)));
      rows.push(...(await firstAnswers(functions, rounds)));
    });
  }
  if (sections.has('chain')) {
    print('Sending requests through the chain of the API, and through others ...');
    rows.push(...(await chain(rounds)), ...(await firstResponses(rounds)));
  }
  if (sections.has('engine')) {
    print('Running the engine in this process ...');
    rows.push(...(await engine(rounds)));
  }
  if (sections.has('envelope')) rows.push(...(await envelope(rounds)));
  if (sections.has('cache')) rows.push(...(await cache(rounds)));
  if (sections.has('memory')) {
    print('Running many large calls in processes of their own ...');
    rows.push(...(await memory(rounds)));
  }
  if (sections.has('transitions') || sections.has('latency')) rows.push(...(await onCloudOrWhyNot(options)));
  return rows;
}

/** A bench that could not use a cloud has still measured the rest; it says so where nobody can miss it. */
async function onCloudOrWhyNot(options: BenchOptions): Promise<readonly Measurement[]> {
  const rows: Measurement[] = [];
  const warn = (why: string): void => print(`\n!!! NOT ALL IS MEASURED, so goals count as missed: ${why}\n`);
  if (!options.cloud) warn('--no-cloud was given.');
  else await onCloud(options, rows).catch((error: unknown) => warn(describeFailure(error)));
  const names = new Set(rows.map(({ name }) => name));
  const missing = options.sections.has('transitions') ? noTransitions().filter(({ name }) => !names.has(name)) : [];
  return [...rows, ...missing];
}

/** What was measured before a failure stays among the rows. */
const onCloud = ({ sections, rounds }: BenchOptions, rows: Measurement[]): Promise<void> =>
  withBenchCloud(async (cloud) => {
    if (sections.has('transitions')) {
      print('Counting the transitions of runs on a local cloud ...');
      rows.push(...(await transitions(cloud)));
    }
    if (sections.has('latency')) {
      print('Timing runs on a local cloud beside the emulator alone ...');
      rows.push(...(await latency(cloud, rounds)));
    }
  });

const options = parseBenchOptions(process.argv.slice(2));
if (options.help) {
  print(BENCH_HELP);
} else {
  const rows = await measureAll(options);
  await writeResults(rows, options.sections.size === SECTIONS.length);
  print(`\n${formatTable(rows)}\n\n${formatVerdict(rows)}`);
}
// Idle connections would hold the process for a while. A missed goal is a finding, not a failure.
process.exit();
