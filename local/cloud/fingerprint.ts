import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** All that a deployment is made of, relative to the root: the bundles and what synthesises the stacks. */
export const DEPLOYED_SOURCES = [
  'bin',
  'lib',
  'shared/contract',
  'dist/functions',
  'cdk.json',
  'package-lock.json',
] as const;

function filesUnder(path: string): readonly string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (!stat.isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesUnder(join(path, name)));
}

/** A file that a build takes away in this moment counts as one that changed. */
function contentOf(file: string): Buffer | string {
  try {
    return readFileSync(file);
  } catch {
    return 'gone';
  }
}

/**
 * @param context what is handed to the app besides its files
 * @returns a hash that changes when any file (by path and content) or the context does
 */
export function fingerprint(
  root: string,
  sources: readonly string[],
  context: Readonly<Record<string, string>> = {},
): string {
  const hash = createHash('sha256');
  for (const source of sources) {
    for (const file of filesUnder(join(root, source))) {
      const content = createHash('sha256').update(contentOf(file)).digest('hex');
      hash.update(`${file.slice(root.length)}\0${content}\n`);
    }
  }
  return hash.update(JSON.stringify(Object.entries(context).sort())).digest('hex');
}
