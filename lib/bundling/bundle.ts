import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type OutputAsset, type OutputChunk, type Plugin, type RolldownOutput, rolldown } from 'rolldown';
import { ownEnvRules } from './own-env-rules.ts';

export interface Bundle {
  readonly name: string;
  /** Bytes that loading the function loads, its own static imports included. */
  readonly staticBytes: number;
  /** Bytes of all chunks. */
  readonly totalBytes: number;
}

/**
 * Lambda gives credentials by environment variables, so the chain that looks for files, sockets and single sign-on is
 * left out: 130 KB less to load.
 */
const lambdaCredentials: Plugin = {
  name: 'lambda-credentials',
  resolveId: (id) => (id === '@aws-sdk/credential-provider-node' ? '\0lambda-credentials' : undefined),
  load: (id) =>
    id === '\0lambda-credentials'
      ? "import { fromEnv } from '@aws-sdk/credential-provider-env'; export const defaultProvider = (init) => fromEnv(init);"
      : undefined,
};

const FORMAT = {
  format: 'cjs',
  // Kept as it is, `import('node:http')` goes through the ESM loader, which loads undici on the way: 30 ms.
  dynamicImportInCjs: false,
  // One character beyond Latin-1, and V8 keeps and reads the whole file at two bytes for each.
  charset: 'ascii',
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
} as const;

export interface BundleTarget {
  /** The asset; replaced, with nothing else in it. */
  readonly directory: string;
  /** Where the source maps go, replaced. They cost more time than the bundle. @default no source maps */
  readonly maps?: string | undefined;
}

/**
 * One function as CommonJS: `index.js` and a chunk for each dynamic import. CommonJS, because ESM pays 20 to 30 ms for
 * each of Node's own modules such as node:http; chunks, because what a request does not need is then not even parsed.
 * The same sources give the same bytes, with maps or without: a function that has not changed is not deployed, and the
 * maps of what is deployed can be made when a stack is to be read.
 * @throws the bundler's error, which names the file, when one does not exist or does not parse
 */
export async function bundle(name: string, entry: string, { directory, maps }: BundleTarget): Promise<Bundle> {
  await using build = await rolldown({
    input: { index: entry },
    platform: 'node',
    plugins: [lambdaCredentials, ownEnvRules(name)],
    resolve: { mainFields: ['module', 'main'] },
    logLevel: 'silent',
  });
  // Twice: only an output tells which modules are loaded with the function. Left to itself, the bundler spreads them
  // over a dozen chunks that others share, and reading those takes a tenth of a cold start.
  const draft = await build.generate({ ...FORMAT, minify: false });
  const start = modulesOf(staticallyLoaded(chunksOf(draft)));
  const built = await build.generate({
    ...FORMAT,
    minify: true,
    sourcemap: maps === undefined ? false : 'hidden',
    codeSplitting: {
      groups: [{ name: 'start', test: (id) => start.has(id), includeDependenciesRecursively: false }],
    },
  });
  const chunks = chunksOf(built);
  await replace(directory, chunks);
  if (maps !== undefined) {
    const assets = built.output.filter((item) => item.type === 'asset');
    await replace(maps, assets);
  }
  return {
    name,
    staticBytes: sum(staticallyLoaded(chunks)),
    totalBytes: sum(chunks),
  };
}

async function replace(directory: string, files: readonly (OutputChunk | OutputAsset)[]): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  await Promise.all(
    files.map((file) => writeFile(join(directory, file.fileName), file.type === 'chunk' ? file.code : file.source)),
  );
}

function staticallyLoaded(chunks: readonly OutputChunk[]): OutputChunk[] {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const loaded = new Set(chunks.filter((chunk) => chunk.isEntry));
  for (const chunk of loaded) {
    for (const fileName of chunk.imports) {
      const imported = byName.get(fileName);
      if (imported) loaded.add(imported);
    }
  }
  return [...loaded];
}

const chunksOf = ({ output }: RolldownOutput): OutputChunk[] => output.filter((item) => item.type === 'chunk');

const modulesOf = (chunks: readonly OutputChunk[]): ReadonlySet<string> =>
  new Set(chunks.flatMap((chunk) => Object.keys(chunk.modules)));

const sum = (chunks: readonly OutputChunk[]): number =>
  chunks.reduce((bytes, chunk) => bytes + Buffer.byteLength(chunk.code), 0);
