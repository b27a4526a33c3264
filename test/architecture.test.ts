import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const ROOMS = ['bin', 'lib', 'functions', 'shared', 'openapi', 'clients', 'test', 'local', 'bench'];
const MAX_LINES = 300;
/** Written by `npm run client`, and read by compilers. */
const GENERATED = 'clients/typescript/generated/';
const UNWANTED_FOLDERS = /(^|\/)(utils?|helpers?|common|types)(\/|$)/;

/** What each room may import, by prefix; everything else inside the repository is refused. Packages are Biome's subject. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'bin/': ['bin/', 'lib/', 'shared/', 'local/cloud/'],
  // The build writes what is made of the routes beside the function that serves it.
  'lib/bundling/': ['lib/', 'shared/contract/', 'openapi/'],
  'lib/': ['lib/', 'shared/contract/'],
  'openapi/': ['openapi/', 'functions/', 'shared/'],
  // Stands alone: it is copied into the programs of others.
  'clients/': ['clients/'],
  'functions/': ['functions/', 'shared/'],
  'shared/contract/': ['shared/contract/'],
  'shared/domain/': ['shared/domain/', 'shared/contract/'],
  'shared/nodes/': ['shared/nodes/', 'shared/domain/', 'shared/contract/'],
  'shared/clients/': ['shared/clients/', 'shared/domain/', 'shared/contract/'],
  'shared/observability/': ['shared/observability/', 'shared/domain/', 'shared/contract/'],
  'shared/middleware/': [
    'shared/middleware/',
    'shared/observability/',
    'shared/clients/',
    'shared/domain/',
    'shared/contract/',
  ],
};

const files = ROOMS.flatMap((room) => walk(join(ROOT, room))).map((file) => relative(ROOT, file).split(sep).join('/'));
const sources = files.filter((file) => file.endsWith('.ts'));

describe('the repository', () => {
  it('has files to look at in every room', () => {
    for (const room of ROOMS) expect(sources.some((file) => file.startsWith(`${room}/`))).toBe(true);
  });

  it('imports one way only', () => {
    const wrong = sources.flatMap((file) => {
      const room = Object.keys(MAY_IMPORT).find((prefix) => file.startsWith(prefix));
      if (room === undefined) return [];
      const allowed = MAY_IMPORT[room] ?? [];
      return importsOf(file)
        .filter((target) => !allowed.some((prefix) => target.startsWith(prefix)))
        .map((target) => `${file} imports ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  it(`has no file past ${MAX_LINES} lines`, () => {
    const written = sources.filter((file) => !file.startsWith(GENERATED));
    const long = written.filter((file) => read(file).split('\n').length > MAX_LINES + 1);
    expect(long).toEqual([]);
  });

  it('has no folder whose name says nothing', () => {
    expect(files.filter((file) => UNWANTED_FOLDERS.test(dirname(file)))).toEqual([]);
  });

  it('has no file that only passes others on', () => {
    expect(sources.filter((file) => /^export \* from/m.test(read(file)))).toEqual([]);
  });
});

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : walk(path);
    return statSync(path).isFile() ? [path] : [];
  });
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** Relative imports of a file, static and dynamic, as paths from the root. */
function importsOf(file: string): string[] {
  const found = read(file).matchAll(/(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g);
  return [...found].map(([, target]) =>
    normalize(join(dirname(file), target ?? ''))
      .split(sep)
      .join('/'),
  );
}
