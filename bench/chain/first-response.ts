import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../../lib/bundling/bundle.ts';
import type { FunctionName } from '../../shared/contract/env.ts';
import { FUNCTION_ENTRIES } from '../../shared/contract/functions.ts';
import { type Measurement, measured } from '../measurement.ts';
import { fakeEnvironment } from '../startup/environment.ts';
import { FIRST_CALLS, storedItems } from '../startup/first-calls.ts';
import { type FirstAnswer, probe } from '../startup/probe.ts';
import { startStubTable } from '../startup/stub-table.ts';
import { interleave, medians } from '../statistics.ts';
import { bundleByDefault } from './cdk-default.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const MAX_RATIO = 0.55;
/** A first call each, of a route with a schema, one by its key, and one without a credential. */
const FUNCTIONS = ['api-workflows', 'api-runs', 'api-system'] as const satisfies readonly FunctionName[];

/** From a fresh process to the first answer: our bundle beside the same source bundled by the defaults of the CDK. */
export async function firstResponses(rounds: number): Promise<readonly Measurement[]> {
  // Ours outside of the repository, as it is deployed without packages; the other where it finds the SDK.
  const directory = await mkdtemp(join(tmpdir(), 'stepwell-bench-'));
  const defaults = join(ROOT, 'bench', 'results', 'cdk-default');
  const table = await startStubTable(await storedItems());
  try {
    await writeFile(join(directory, 'package.json'), '{ "type": "commonjs" }\n');
    await mkdir(defaults, { recursive: true });
    const rows: Measurement[] = [];
    for (const name of FUNCTIONS) {
      const entry = join(ROOT, FUNCTION_ENTRIES[name]);
      await bundle(name, entry, { directory: join(directory, name) });
      const ours = join(directory, name, 'index.js');
      const bare = await bundleByDefault(entry, join(defaults, name));
      rows.push(await firstResponse(name, { ours, bare, endpoint: table.endpoint }, rounds));
    }
    return rows;
  } finally {
    table.close();
    for (const made of [directory, defaults]) await rm(made, { recursive: true, force: true });
  }
}

interface Sides {
  readonly ours: string;
  readonly bare: string;
  readonly endpoint: string;
}

async function firstResponse(name: FunctionName, { ours, bare, endpoint }: Sides, rounds: number) {
  const { event, expects } = FIRST_CALLS[name];
  const env = { ...fakeEnvironment(name), AWS_ENDPOINT_URL: endpoint };
  const answers = await interleave(rounds, {
    ours: async () => expecting(expects, await probe(ours, env, event)),
    bare: async () => expecting(expects, await probe(bare, env, event)),
  });
  const times = medians(answers, ({ answerMs }) => answerMs);
  return measured({
    name: `chain: first response of ${name}, beside CDK's defaults`,
    value: times.ours,
    unit: 'ms',
    baseline: times.bare,
    goal: { ratio: MAX_RATIO },
  });
}

function expecting(expected: string, answer: FirstAnswer): FirstAnswer {
  if (answer.outcome.includes(expected)) return answer;
  throw new Error(`The first answer should hold ${expected}: ${answer.outcome}`);
}
