import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Children, tail } from './children.ts';
import { CloudFailure } from './failure.ts';
import { ROOT, VENV_DIR } from './paths.ts';

const REQUIREMENTS = join(ROOT, 'local', 'requirements.txt');
const OLDEST_MINOR = 10;

/** @returns the command of a Python 3.10 or later */
export function findPython(): string | undefined {
  return ['python3', 'python'].find((command) => {
    const { stdout, status } = spawnSync(command, ['-c', 'import sys; print(*sys.version_info[:2])'], {
      encoding: 'utf8',
    });
    if (status !== 0) return false;
    const [major, minor] = stdout.trim().split(' ').map(Number);
    return major === 3 && minor !== undefined && minor >= OLDEST_MINOR;
  });
}

/** What is installed: written last, so an interrupted installation is made again. */
const stampOf = (requirements: string): string => createHash('sha256').update(requirements).digest('hex');

function isInstalled(stamp: string): boolean {
  const file = join(VENV_DIR, 'stamp');
  return existsSync(join(VENV_DIR, 'bin', 'python')) && existsSync(file) && readFileSync(file, 'utf8') === stamp;
}

/**
 * Makes the private Python environment with the pinned emulator, once for all clouds.
 * @returns the environment's Python
 * @throws CloudFailure when Python's parts or the packages cannot be had
 */
export async function ensureVenv(python: string, children: Children, log: string): Promise<string> {
  const stamp = stampOf(readFileSync(REQUIREMENTS, 'utf8'));
  if (!isInstalled(stamp)) {
    // Built beside its place and moved there whole: two clouds may start at once.
    const temporary = `${VENV_DIR}-${process.pid}`;
    rmSync(temporary, { recursive: true, force: true });
    try {
      await install(python, temporary, children, log);
      writeFileSync(join(temporary, 'stamp'), stamp);
      rmSync(VENV_DIR, { recursive: true, force: true });
      renameSync(temporary, VENV_DIR);
    } finally {
      rmSync(temporary, { recursive: true, force: true });
    }
  }
  return join(VENV_DIR, 'bin', 'python');
}

async function install(python: string, dir: string, children: Children, log: string): Promise<void> {
  if ((await children.run({ role: 'venv', command: python, args: ['-m', 'venv', dir], log })) !== 0) {
    throw new CloudFailure(
      `Python cannot make a virtual environment here:\n${tail(log, 4)}`,
      'Install the missing part (Debian, Ubuntu: apt-get install python3-venv), then start again.',
    );
  }
  // Without --no-compile pip compiles every service of the AWS description, of which few are used.
  const options = ['--no-compile', '--no-input', '--disable-pip-version-check', '--quiet'];
  const args = ['-m', 'pip', 'install', ...options, '-r', REQUIREMENTS];
  if ((await children.run({ role: 'pip', command: join(dir, 'bin', 'python'), args, log })) === 0) return;
  const reason = tail(log, 6);
  if (/No space left|Errno 28/.test(reason)) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
  throw new CloudFailure(
    `The emulator's Python packages could not be installed:\n${reason}`,
    'See that pip reaches a package index or has the packages cached, or start another emulator and set AWS_ENDPOINT_URL.',
  );
}
