import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../../lib/bundling/bundle.ts';

const READ_ENV = join(import.meta.dirname, '..', '..', '..', 'shared', 'contract', 'read-env.ts');

const GOOD = {
  STAGE: 'prod',
  POWERTOOLS_SERVICE_NAME: 'engine-tick',
  POWERTOOLS_LOG_LEVEL: 'INFO',
  TABLE_NAME: 'table',
  STATE_MACHINE_ARN: 'arn',
};

interface Reader {
  read(name: string, env: object): object;
}

describe('a bundle that reads its environment', () => {
  let folder: string;
  const make = (name: string) =>
    bundle(name, join(folder, 'reader.ts'), { directory: join(folder, 'dist', name), maps: undefined });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stepwell-env-'));
    await mkdir(join(folder, 'dist'));
    await writeFile(join(folder, 'dist', 'package.json'), '{ "type": "commonjs" }');
    await writeFile(join(folder, 'reader.ts'), `export { readEnv as read } from '${READ_ENV}';`);
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  const load = async (): Promise<Reader> => {
    await make('engine-tick');
    return createRequire(import.meta.url)(join(folder, 'dist', 'engine-tick', 'index.js')) as Reader;
  };

  it('checks it by the rules of its own function', async () => {
    const { read } = await load();
    expect(read('engine-tick', GOOD)).toEqual(GOOD);
    expect(() => read('engine-tick', { ...GOOD, STAGE: 'moon', TABLE_NAME: '' })).toThrow(
      'The environment of engine-tick is not usable: STAGE is none of local, dev, prod; TABLE_NAME is empty.',
    );
  });

  it('has neither the schemas nor the rules of other functions', async () => {
    await load();
    const files = await readdir(join(folder, 'dist', 'engine-tick'));
    const code = (
      await Promise.all(files.map((name) => readFile(join(folder, 'dist', 'engine-tick', name), 'utf8')))
    ).join('');
    expect(code).toContain('STATE_MACHINE_ARN');
    for (const foreign of ['BUCKET_NAME', 'OIDC_ISSUER', 'toJSONSchema', '_zod']) expect(code).not.toContain(foreign);
    expect(code.length).toBeLessThan(3000);
  });

  it('does not check the environment of another function by them', async () => {
    const { read } = await load();
    expect(() => read('api-runs', GOOD)).toThrow(/bundle of engine-tick has no rules for the environment of api-runs/);
  });

  it('is not made under a name that no schema has', async () => {
    await expect(make('engine-tock')).rejects.toThrow(/no environment schema for engine-tock/);
  });
});
