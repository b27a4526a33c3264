import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipJson, gzipJson } from '../../shared/domain/json/gzip.ts';
import type { BodyStore } from '../../shared/domain/run/store.ts';

/**
 * Bodies as the real store makes them, text and compressed, but in files: while a body is written it takes the memory
 * that it takes in Lambda, and once it is written none. `use` is over before the files are removed.
 */
export async function withFileBodies<Result>(use: (bodies: BodyStore) => Promise<Result>): Promise<Result> {
  const directory = await mkdtemp(join(tmpdir(), 'stepwell-bodies-'));
  try {
    return await use(bodiesIn(directory));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

const bodiesIn = (directory: string): BodyStore => ({
  async put(_tenantId, _runId, name, value) {
    const text = JSON.stringify(value);
    await writeFile(join(directory, name), await gzipJson(text));
    return { at: 'object', name, size: Buffer.byteLength(text) };
  },
  async get(_tenantId, _runId, ref) {
    return ref.at === 'inline' ? ref.value : gunzipJson(await readFile(join(directory, ref.name)), ref.size);
  },
  presign: async () => undefined,
});
