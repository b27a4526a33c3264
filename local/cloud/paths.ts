import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Root of the repository. */
export const ROOT = resolve(import.meta.dirname, '../..');

/** Everything that local clouds leave on disk; ignored by git, safe to delete while none runs. */
const LOCAL_DIR = join(ROOT, '.local');

/** Node 24 of the repository: the emulator's workers run the `node` that stands first in their PATH. */
export const BIN_DIR = join(ROOT, 'node_modules', '.bin');

/** What dist/ was built from; shared by all clouds, as dist/ is. */
export const BUILD_STAMP = join(LOCAL_DIR, 'build.json');
export const BUILD_LOCK = join(LOCAL_DIR, 'build.lock');

/** The private Python environment, shared by all clouds. */
export const VENV_DIR = join(LOCAL_DIR, 'venv');

export const DEFAULT_NAME = 'default';

const NAME_PATTERN = /^[a-z][a-z0-9-]{0,31}$/;

export const isCloudName = (name: string): boolean => NAME_PATTERN.test(name) && name !== 'venv';

/** How a person runs a script of package.json for that cloud. @example `npm run stop -- --name two` */
export const commandFor = (script: string, name: string): string =>
  name === DEFAULT_NAME ? `npm run ${script}` : `npm run ${script} -- --name ${name}`;

export interface CloudPaths {
  readonly dir: string;
  readonly state: string;
  /** What a detached cloud prints. */
  readonly log: string;
  readonly emulatorLog: string;
  /** The emulator's own files: services, objects. Deleting it makes the next start a first start. */
  readonly emulatorData: string;
  /**
   * Where the emulator unpacks the functions. Outside of the repository: there its package.json would make ES modules
   * of them, and its node_modules would hide a package that is missing in a bundle.
   */
  readonly temporary: string;
  readonly redis: string;
  readonly deployLog: string;
  readonly outputs: string;
  readonly cdkOut: string;
}

/** @param name matches `isCloudName` */
export function cloudPaths(name: string): CloudPaths {
  const dir = join(LOCAL_DIR, name);
  return {
    dir,
    state: join(dir, 'state.json'),
    log: join(dir, 'cloud.log'),
    emulatorLog: join(dir, 'emulator.log'),
    emulatorData: join(dir, 'emulator'),
    temporary: join(tmpdir(), `stepwell-${createHash('sha256').update(dir).digest('hex').slice(0, 12)}`),
    redis: join(dir, 'redis'),
    deployLog: join(dir, 'deploy.log'),
    outputs: join(dir, 'outputs.json'),
    cdkOut: join(dir, 'cdk.out'),
  };
}
