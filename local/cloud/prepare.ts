import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { CloudFailure } from './failure.ts';
import { isSupervised } from './info.ts';
import type { CloudOptions } from './options.ts';
import { cloudPaths, commandFor } from './paths.ts';
import { choosePorts } from './ports.ts';
import { checkMachine } from './preflight.ts';
import { endLeftovers, refOf } from './process-identity.ts';
import type { Progress } from './progress.ts';
import { type CloudPorts, type CloudState, emptyState, type StateFile } from './state.ts';

export interface Prepared {
  readonly ports: CloudPorts;
  readonly secrets: NonNullable<CloudState['secrets']>;
  /** Whether the emulator's files are known to be those of the recorded deployment. */
  readonly clean: boolean;
}

const secret = (): string => randomBytes(24).toString('base64url');

/**
 * Makes room for a cloud: ends what a killed one left behind, takes ports and secrets over from the last start.
 * @throws CloudFailure when it already runs, the disk is full or the port is taken
 */
export async function prepare(options: CloudOptions, state: StateFile, progress: Progress): Promise<Prepared> {
  const before = state.current;
  const paths = cloudPaths(options.name);
  if (isSupervised(before)) {
    throw new CloudFailure(
      `The local cloud "${options.name}" is already running${before.url === undefined ? '' : ` at ${before.url}`}.`,
      `${commandFor('stop', options.name)} ends it.`,
    );
  }
  checkMachine(paths.dir);
  const left = await endLeftovers(before.children);
  if (left.length > 0)
    progress.note(`Ended what an earlier start left behind: ${left.map((ref) => ref.role).join(', ')}`);
  if (options.fresh) {
    rmSync(paths.emulatorData, { recursive: true, force: true });
    state.replace({ ...emptyState(options.name), ...(before.ports && { ports: before.ports }) });
  }
  const ports = await choosePorts(options.port, before.ports);
  const secrets = before.secrets ?? { redisPassword: secret(), redisToken: secret() };
  const supervisor = refOf('supervisor', process.pid);
  const { clean } = state.current;
  state.update({ status: 'starting', clean: false, children: [], supervisor, ports, secrets });
  return { ports, secrets, clean };
}
