import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../../lib/bundling/bundle.ts';

const MODULES = join(import.meta.dirname, '..', '..', '..', 'node_modules');

const SOURCES = {
  'handler.ts': `
    import { hostname } from 'node:os';
    export const handler = async (event: { ask?: string }) => {
      if (event.ask === 'rare') return (await import('./rare.ts')).rare();
      return hostname().length > 0 ? 'plain' : 'nameless';
    };`,
  'rare.ts': `
    import { request } from 'node:https';
    export const rare = () => typeof request + ' rarely asked for';`,
  'client.ts': `
    import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
    export const handler = async () => new DynamoDBClient({ region: 'eu-west-1' }).config.credentials();`,
  'words.ts': `export const handler = async () => 'et cetera …';`,
  'broken.ts': `export const handler = ;`,
};

/** A checkout of its own: sources and the packages they import. */
async function checkout(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'stepwell-bundle-'));
  await mkdir(join(folder, 'src'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await symlink(MODULES, join(folder, 'node_modules'));
  await mkdir(join(folder, 'dist'));
  // As the build does it: beside the asset.
  await writeFile(join(folder, 'dist', 'package.json'), '{ "type": "commonjs" }');
  await Promise.all(Object.entries(SOURCES).map(([name, source]) => writeFile(join(folder, 'src', name), source)));
  return folder;
}

async function contents(directory: string): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(directory)).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(directory, name), 'utf8')] as const)),
  );
}

describe('bundle', () => {
  let home: string;
  let other: string;
  const make = (folder: string, entry: string, maps = false) => {
    const directory = join(folder, 'dist', entry);
    const target = { directory, maps: maps ? join(folder, 'maps', entry) : undefined };
    return bundle(entry, join(folder, 'src', `${entry}.ts`), target);
  };

  beforeAll(async () => {
    [home, other] = await Promise.all([checkout(), checkout()]);
    await make(home, 'handler');
  });

  afterAll(() => Promise.all([home, other].map((folder) => rm(folder, { recursive: true, force: true }))));

  it('makes what Lambda loads as index.handler, in CommonJS', async () => {
    const load = createRequire(import.meta.url);
    const { handler } = load(join(home, 'dist', 'handler', 'index.js')) as { handler(event: object): Promise<string> };
    expect(await handler({})).toBe('plain');
    expect(await handler({ ask: 'rare' })).toBe('function rarely asked for');
  });

  it('leaves what is imported dynamically in a chunk of its own, with the modules of Node that it needs', async () => {
    const files = await contents(join(home, 'dist', 'handler'));
    const [rare = '', ...more] = Object.keys(files).filter((name) => name.startsWith('rare-'));
    expect(more).toEqual([]);
    expect(files['index.js']).toMatch(/require\([`'"]node:os[`'"]\)/);
    expect(files['index.js']).not.toContain('node:https');
    expect(files[rare]).toMatch(/require\([`'"]node:https[`'"]\)/);
  });

  it('weighs what is loaded at once apart from the whole', async () => {
    const files = await contents(join(home, 'dist', 'handler'));
    const total = Object.values(files).reduce((bytes, code) => bytes + Buffer.byteLength(code), 0);
    const { staticBytes, totalBytes } = await make(home, 'handler');
    expect(totalBytes).toBe(total);
    expect(staticBytes).toBeGreaterThanOrEqual(Buffer.byteLength(files['index.js'] ?? ''));
    expect(staticBytes).toBeLessThan(total);
  });

  it('gives the same bytes for the same sources, in another checkout and with source maps too', async () => {
    await make(other, 'handler', true);
    expect(await contents(join(other, 'dist', 'handler'))).toEqual(await contents(join(home, 'dist', 'handler')));
  });

  it('writes source maps beside the asset, never into it', async () => {
    await make(other, 'handler', true);
    const maps = await contents(join(other, 'maps', 'handler'));
    expect(JSON.parse(maps['index.js.map'] ?? '{}').sources).toEqual([expect.stringMatching(/src\/handler\.ts$/)]);
    const asset = await contents(join(other, 'dist', 'handler'));
    expect(Object.keys(asset).filter((name) => name.endsWith('.map'))).toEqual([]);
    expect(Object.values(asset).join('')).not.toContain('sourceMappingURL');
  });

  it('spells in ASCII what is not, so that V8 need not take two bytes for each character', async () => {
    await make(home, 'words');
    const { 'index.js': code = '' } = await contents(join(home, 'dist', 'words'));
    expect(code).toContain('et cetera \\u2026');
  });

  it('takes away what the last build left', async () => {
    await writeFile(join(home, 'dist', 'handler', 'stale.js'), '');
    await make(home, 'handler');
    expect(await readdir(join(home, 'dist', 'handler'))).not.toContain('stale.js');
  });

  it('bundles the AWS SDK with credentials from the environment only', async () => {
    await make(home, 'client');
    const all = Object.values(await contents(join(home, 'dist', 'client'))).join('');
    // Containers, single sign-on and profiles are the rest of the default chain.
    const names = [
      'AWS_SESSION_TOKEN',
      'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
      'sso_start_url',
      'credential_process',
    ];
    expect(names.filter((name) => all.includes(name))).toEqual(['AWS_SESSION_TOKEN']);
    const required = [...all.matchAll(/require\([`'"]([^`'"]+)[`'"]\)/g)].map(([, name]) => name ?? '');
    expect(required).toContain('node:https');
    expect(required.filter((name) => !name.startsWith('node:') && !name.startsWith('./'))).toEqual([]);
  });

  it.each([
    ['broken', /broken\.ts/],
    ['absent', /absent\.ts/],
  ])('says which file of the entry %s it cannot use, and leaves the last build alone', async (entry, message) => {
    await mkdir(join(home, 'dist', entry), { recursive: true });
    await writeFile(join(home, 'dist', entry, 'index.js'), 'last');
    await expect(make(home, entry)).rejects.toThrow(message);
    expect(await contents(join(home, 'dist', entry))).toEqual({ 'index.js': 'last' });
  });
});
