import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Names that are imported from each package of the AWS SDK, by package. */
export type SdkImports = ReadonlyMap<string, ReadonlySet<string>>;

const STATEMENT = /^(?:import|export)\s+(?!type\b)([^;'"]*?)\s*from\s+'([^']+)'/gm;

/**
 * What a function imports of the AWS SDK when it is loaded: its own static imports and those of all of our modules
 * behind them. Types and dynamic imports are not loaded with it.
 */
export function sdkImports(entry: string): SdkImports {
  const found = new Map<string, Set<string>>();
  const modules = new Set([entry]);
  for (const module of modules) {
    for (const [, clause = '', specifier = ''] of readFileSync(module, 'utf8').matchAll(STATEMENT)) {
      const names = valueNames(clause);
      if (names.length === 0) continue;
      if (specifier.startsWith('.')) modules.add(resolve(dirname(module), specifier));
      if (specifier.startsWith('@aws-sdk/')) {
        found.set(specifier, new Set([...(found.get(specifier) ?? []), ...names]));
      }
    }
  }
  return found;
}

/** Of `{ type A, B, C as D }`, the names B and C; of `* as a` or a default import, the clause itself. */
function valueNames(clause: string): string[] {
  const braces = /\{([^}]*)\}/.exec(clause)?.[1];
  if (braces === undefined) return [clause];
  return braces
    .split(',')
    .map((name) => name.trim().replace(/\s+as\s.*$/, ''))
    .filter((name) => name !== '' && !name.startsWith('type '));
}
