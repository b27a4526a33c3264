import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Measurement } from './measurement.ts';

const DIRECTORY = join(import.meta.dirname, 'results');
const LATEST = join(DIRECTORY, 'latest.json');

/** @param isWhole whether nothing was left out: else rows of before, of what was not measured now, are kept */
export async function writeResults(rows: readonly Measurement[], isWhole: boolean): Promise<void> {
  await mkdir(DIRECTORY, { recursive: true });
  const all = isWhole ? rows : merged(await latest(), rows);
  await writeFile(LATEST, `${JSON.stringify(all, null, 2)}\n`);
}

/** The rows of before, each replaced by the new one of its name; then the rows whose names are new. */
export function merged(before: readonly Measurement[], rows: readonly Measurement[]): Measurement[] {
  const byName = new Map([...before, ...rows].map((row) => [row.name, row]));
  return [...byName.values()];
}

async function latest(): Promise<readonly Measurement[]> {
  try {
    return JSON.parse(await readFile(LATEST, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
