import { parseArgs } from 'node:util';
import { describeFailure } from './cloud/failure.ts';
import { isSupervised } from './cloud/info.ts';
import { toName } from './cloud/options.ts';
import { DEFAULT_NAME } from './cloud/paths.ts';
import { endLeftovers, waitUntilGone } from './cloud/process-identity.ts';
import { readCloudState } from './cloud/state.ts';

/** The emulator saves its state meanwhile. */
const STOP_MILLISECONDS = 25_000;

const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** Ends the cloud of that name and whatever a killed one left behind. */
async function stop(name: string): Promise<void> {
  const state = readCloudState(name);
  if (isSupervised(state)) {
    process.kill(state.supervisor.pid, 'SIGTERM');
    const gone = await waitUntilGone(state.supervisor, STOP_MILLISECONDS);
    if (!gone) process.kill(state.supervisor.pid, 'SIGKILL');
    print(`The local cloud "${name}" is stopped.`);
  } else {
    print(`The local cloud "${name}" is not running.`);
  }
  const left = await endLeftovers(readCloudState(name)?.children ?? []);
  if (left.length > 0) print(`Ended what it left behind: ${left.map((ref) => ref.role).join(', ')}.`);
}

try {
  const { values } = parseArgs({ options: { name: { type: 'string', default: DEFAULT_NAME } } });
  await stop(toName(values.name));
} catch (error) {
  process.stderr.write(`${describeFailure(error)}\n`);
  process.exitCode = 1;
}
