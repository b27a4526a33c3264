import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bundle, bundle } from '../../lib/bundling/bundle.ts';
import type { FunctionName } from '../../shared/contract/env.ts';
import { FUNCTION_ENTRIES } from '../../shared/contract/functions.ts';
import type { Pair } from '../statistics.ts';
import { bareHandler } from './bare-handler.ts';
import { fakeEnvironment } from './environment.ts';
import { type SdkImports, sdkImports } from './sdk-imports.ts';

const ROOT = join(import.meta.dirname, '..', '..');

interface Built extends Bundle {
  /** Path of the bundle's `index.js`. */
  readonly path: string;
}

/** A function beside the bare handler that imports the same of the AWS SDK, both bundled in the same way. */
export interface BuiltFunction extends Pair<Built> {
  readonly name: FunctionName;
  readonly sdk: SdkImports;
  readonly env: Readonly<Record<string, string>>;
}

/** Made beside the results, where the bundler finds the packages; ignored by git. */
const BARE_SOURCES = join(ROOT, 'bench', 'results', 'bare');

/**
 * Bundles every function and its bare handler, and removes them when `use` is done. The bundles lie outside of the
 * repository: in it, its package.json would make ES modules of them.
 */
export async function withFunctions<Result>(use: (functions: readonly BuiltFunction[]) => Promise<Result>) {
  const directory = await mkdtemp(join(tmpdir(), 'stepwell-bench-'));
  try {
    await writeFile(join(directory, 'package.json'), '{ "type": "commonjs" }\n');
    await mkdir(BARE_SOURCES, { recursive: true });
    const names = Object.keys(FUNCTION_ENTRIES) as FunctionName[];
    return await use(await Promise.all(names.map((name) => build(name, directory))));
  } finally {
    for (const made of [directory, BARE_SOURCES]) await rm(made, { recursive: true, force: true });
  }
}

async function build(name: FunctionName, directory: string): Promise<BuiltFunction> {
  const entry = join(ROOT, FUNCTION_ENTRIES[name]);
  const sdk = sdkImports(entry);
  const bareEntry = join(BARE_SOURCES, `${name}.mjs`);
  await writeFile(bareEntry, bareHandler(sdk));
  const [ours, bare] = await Promise.all([
    bundleTo(name, entry, join(directory, name)),
    bundleTo(`bare ${name}`, bareEntry, join(directory, `bare-${name}`)),
  ]);
  return { name, sdk, ours, bare, env: fakeEnvironment(name) };
}

const bundleTo = async (name: string, entry: string, directory: string): Promise<Built> => ({
  ...(await bundle(name, entry, { directory })),
  path: join(directory, 'index.js'),
});
