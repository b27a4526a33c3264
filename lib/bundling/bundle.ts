import { rm } from 'node:fs/promises';
import { type OutputChunk, type Plugin, rolldown } from 'rolldown';

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

/**
 * One function as CommonJS in `directory`: `index.js` and a chunk for each dynamic import. CommonJS, because ESM pays
 * 20 to 30 ms for each of Node's own modules such as node:http; chunks, because what a request does not need is then
 * not even parsed.
 * @throws the bundler's error when a file does not exist or does not parse
 */
export async function bundle(name: string, entry: string, directory: string): Promise<Bundle> {
  await rm(directory, { recursive: true, force: true });
  const build = await rolldown({
    input: { index: entry },
    platform: 'node',
    plugins: [lambdaCredentials],
    resolve: { mainFields: ['module', 'main'] },
    logLevel: 'silent',
  });
  const { output } = await build.write({
    dir: directory,
    format: 'cjs',
    minify: true,
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
  });
  await build.close();
  const chunks = output.filter((item): item is OutputChunk => item.type === 'chunk');
  return {
    name,
    staticBytes: sum(staticallyLoaded(chunks)),
    totalBytes: sum(chunks),
  };
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

const sum = (chunks: readonly OutputChunk[]): number =>
  chunks.reduce((bytes, chunk) => bytes + Buffer.byteLength(chunk.code), 0);
