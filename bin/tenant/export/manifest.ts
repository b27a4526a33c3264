import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { appendFile, mkdir, open, readdir, readFile, rename, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Item } from '../../../shared/clients/dynamodb/item.ts';
import { UsageError } from '../../operator/terminal.ts';
import { FILES } from './kinds.ts';

interface FileFacts {
  readonly records: number;
  readonly bytes: number;
  /** Of the whole file, hex; when the export is complete. */
  readonly sha256?: string;
}

/** `manifest.json`: what an export has, and how far it is. Times are ISO 8601. */
export interface Manifest {
  readonly format: 'stepwell-export-1';
  readonly tenantId: string;
  readonly startedAt: string;
  readonly endedAt?: string;
  /** What is being read; `cursor` is where it goes on. */
  readonly reading: 'items' | 'audit' | 'nothing';
  readonly cursor?: Item | string;
  /** By name: `runs.ndjson`. */
  readonly files: Readonly<Record<string, FileFacts>>;
  /** Bodies that are gone, by retention for instance. */
  readonly missingBodies: number;
  /** Items that this release knows no file for, by kind. */
  readonly unknown: Readonly<Record<string, number>>;
}

const MANIFEST = 'manifest.json';
const nameOf = (file: string): string => `${file}.ndjson`;

/**
 * The export of a tenant in a folder: a new one, or one that was stopped. Files are cut to what the manifest knows of
 * them: what came after it will come again.
 * @throws UsageError when the folder holds something else
 */
export async function openManifest(dir: string, tenantId: string, startedAt: string): Promise<Manifest> {
  // Only who exports may read what is exported.
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const names = await readdir(dir);
  if (!names.includes(MANIFEST)) {
    if (names.length > 0) throw new UsageError(`${dir} holds something else: give --out a new folder.`);
    return beginManifest(dir, tenantId, startedAt);
  }
  const manifest = JSON.parse(await readFile(join(dir, MANIFEST), 'utf8')) as Manifest;
  if (manifest.format !== 'stepwell-export-1' || manifest.tenantId !== tenantId) {
    throw new UsageError(`${dir} holds another export, of ${manifest.tenantId}: give --out a new folder.`);
  }
  for (const [name, { bytes }] of Object.entries(manifest.files)) await truncate(join(dir, name), bytes);
  return manifest;
}

async function beginManifest(dir: string, tenantId: string, startedAt: string): Promise<Manifest> {
  const names = FILES.map(nameOf);
  for (const name of names) await writeFile(join(dir, name), '', { mode: 0o600 });
  const files = Object.fromEntries(names.map((name) => [name, { records: 0, bytes: 0 }]));
  const manifest: Manifest = {
    format: 'stepwell-export-1',
    ...{ tenantId, startedAt, reading: 'items', files, missingBodies: 0, unknown: {} },
  };
  await saveManifest(dir, manifest);
  return manifest;
}

/** Replaced in one step, and on the disk before anything goes on. */
export async function saveManifest(dir: string, manifest: Manifest): Promise<void> {
  const temporary = join(dir, `.${MANIFEST}`);
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(manifest, undefined, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, join(dir, MANIFEST));
}

/** Adds records to files. @param records by file @returns the facts of all files */
export async function appendRecords(
  dir: string,
  files: Manifest['files'],
  records: ReadonlyMap<string, readonly unknown[]>,
): Promise<Manifest['files']> {
  const changed = { ...files };
  for (const [file, some] of records) {
    const name = nameOf(file);
    const text = some.map((record) => `${JSON.stringify(record)}\n`).join('');
    await appendFile(join(dir, name), text);
    const { records: before = 0, bytes = 0 } = changed[name] ?? {};
    changed[name] = { records: before + some.length, bytes: bytes + Buffer.byteLength(text) };
  }
  return changed;
}

/** The facts with a hash of each file, as it is on the disk. @throws Error when a file is not as it was written */
export async function hashFiles(dir: string, files: Manifest['files']): Promise<Manifest['files']> {
  const hashed: Record<string, FileFacts> = {};
  for (const [name, facts] of Object.entries(files)) {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of createReadStream(join(dir, name)) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      bytes += chunk.length;
    }
    if (bytes !== facts.bytes) throw new Error(`${name} has ${bytes} bytes; ${facts.bytes} were written.`);
    hashed[name] = { ...facts, sha256: hash.digest('hex') };
  }
  return hashed;
}
