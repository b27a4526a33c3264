import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Children, tail } from './children.ts';
import { CloudFailure } from './failure.ts';
import { fingerprint } from './fingerprint.ts';
import { withLock } from './lock.ts';
import { BUILD_LOCK, BUILD_STAMP, type CloudPaths, ROOT } from './paths.ts';

const SOURCES = ['functions', 'shared', 'openapi', 'lib/bundling', 'package-lock.json'] as const;
const OUTPUT = ['dist/functions'] as const;

/** Of the sources and of what was made of them: a dist/ that somebody else built since is not taken for ours. */
const stamp = (): string => JSON.stringify([fingerprint(ROOT, SOURCES), fingerprint(ROOT, OUTPUT)]);

const isBuilt = (): boolean => existsSync(BUILD_STAMP) && readFileSync(BUILD_STAMP, 'utf8') === stamp();

/**
 * Bundles the functions into dist/ unless they are those of the sources already. One start at a time, as all clouds
 * share dist/.
 * @returns whether there was anything to do
 * @throws CloudFailure with the end of the build's output
 */
export function build(children: Children, paths: CloudPaths): Promise<boolean> {
  return withLock(BUILD_LOCK, async () => {
    if (isBuilt()) return false;
    const log = join(paths.dir, 'build.log');
    const args = [join(ROOT, 'lib', 'bundling', 'build.ts')];
    const code = await children.run({
      role: 'build',
      command: process.execPath,
      args,
      cwd: ROOT,
      env: process.env,
      log,
    });
    if (code !== 0) {
      const message = `The functions could not be built:\n${tail(log, 30)}`;
      throw new CloudFailure(message, 'Mend what the build says, then start again.');
    }
    writeFileSync(BUILD_STAMP, stamp());
    return true;
  });
}
