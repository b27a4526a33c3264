import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Children, Command } from './children.ts';
import { CloudFailure } from './failure.ts';
import { BIN_DIR, type CloudPaths } from './paths.ts';
import { ensureVenv, findPython } from './python.ts';

/** The same version as in requirements.txt, for machines that have Docker and no Python. */
const IMAGE = 'ministackorg/ministack:1.5.33';

/** Settings of MiniStack, alike in a process and in a container. */
function settings(port: number, region: string): Record<string, string> {
  return {
    GATEWAY_PORT: String(port),
    BIND_HOST: '127.0.0.1',
    MINISTACK_REGION: region,
    PERSIST_STATE: '1',
    S3_PERSIST: '1',
    LOG_LEVEL: 'WARNING',
    // Listeners of services that Stepwell has no use for.
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    // Each call of a function holds a thread while it lasts, and a run with ?wait= lasts up to 25 s.
    MINISTACK_WORKER_THREADS: '256',
    // A burst leaves a worker for each call at once behind, some 30 MB each.
    LAMBDA_WARM_TTL_SECONDS: '120',
    // What the functions inherit: Lambda's clock is UTC; the worker script of the emulator uses a deprecated call.
    TZ: 'UTC',
    NODE_OPTIONS: '--disable-warning=DEP0169',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/**
 * The command that runs the emulator: MiniStack in the private Python environment, else its image.
 * Nothing of the caller's environment reaches the emulator, as the functions would inherit it.
 * @throws CloudFailure when the machine has neither Python nor Docker
 */
export async function emulatorCommand(
  cloud: { readonly name: string; readonly paths: CloudPaths; readonly port: number; readonly region: string },
  children: Children,
): Promise<Command> {
  const { paths, port, region } = cloud;
  const python = findPython();
  if (python !== undefined) {
    const command = await ensureVenv(python, children, paths.emulatorLog);
    const env = {
      ...settings(port, region),
      PATH: `${BIN_DIR}:${process.env.PATH ?? ''}`,
      HOME: process.env.HOME ?? paths.dir,
      STATE_DIR: join(paths.emulatorData, 'state'),
      S3_DATA_DIR: join(paths.emulatorData, 's3'),
      TMPDIR: paths.temporary,
    };
    return { role: 'emulator', command, args: ['-m', 'ministack'], env, cwd: paths.dir, log: paths.emulatorLog };
  }
  if (spawnSync('docker', ['info'], { stdio: 'ignore' }).status === 0) return dockerCommand(cloud);
  throw new CloudFailure(
    'The AWS emulator needs Python 3.10 or later (or a running Docker), and neither was found.',
    'Install Python 3 (Debian, Ubuntu: apt-get install python3 python3-venv; macOS: brew install python), or set AWS_ENDPOINT_URL to an emulator that runs.',
  );
}

function dockerCommand(cloud: Parameters<typeof emulatorCommand>[0]): Command {
  const { name, paths, port, region } = cloud;
  const container = `stepwell-${name}`;
  // Left by a crash; its name would be refused. There is usually none.
  spawnSync('docker', ['rm', '--force', container], { stdio: 'ignore' });
  const environment = { ...settings(port, region), STATE_DIR: '/data/state', S3_DATA_DIR: '/data/s3' };
  const env = Object.entries(environment).flatMap(([key, value]) => ['--env', `${key}=${value}`]);
  // The host's network: the functions reach Redis and the demo's service on 127.0.0.1.
  const args = ['run', '--rm', '--init', '--name', container, '--network', 'host', ...env];
  // As the caller, so that the files that it leaves can be deleted without being root.
  const user = ['--user', `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`];
  const volume = [...user, '--volume', `${paths.emulatorData}:/data`];
  return { role: 'emulator', command: 'docker', args: [...args, ...volume, IMAGE], log: paths.emulatorLog };
}
