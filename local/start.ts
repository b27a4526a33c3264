import { abandonedBefore, DETACHED_VARIABLE, startDetached, tell } from './cloud/detach.ts';
import { describeFailure } from './cloud/failure.ts';
import { type CloudInfo, runningCloud } from './cloud/info.ts';
import { parseStartOptions, START_HELP, type StartOptions } from './cloud/options.ts';
import { commandFor } from './cloud/paths.ts';
import { createPrinter } from './cloud/progress.ts';
import { formatSummary } from './cloud/summary.ts';
import { parentGone, supervise } from './cloud/supervise.ts';

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const complain = (text: string): void => void process.stderr.write(`${text}\n`);

function printReady(info: CloudInfo, options: StartOptions): void {
  print(formatSummary(info));
  if (options.json) print(JSON.stringify(info));
}

/** In the terminal: until Ctrl-C. */
async function foreground(options: StartOptions): Promise<unknown> {
  const begin = performance.now();
  return supervise(options, {
    progress: createPrinter(process.stdout),
    ready: (info) => {
      printReady(info, options);
      print(`\n  Ready in ${((performance.now() - begin) / 1000).toFixed(1)} s. Ctrl-C stops it.`);
    },
    stopping: () => print('\nStopping ...'),
    abandoned: parentGone(),
  });
}

/** In the background, started by `startDetached`. */
async function detached(options: StartOptions): Promise<unknown> {
  const ready = Promise.withResolvers<void>();
  const reason = await supervise(options, {
    progress: (event) => void tell({ type: 'progress', event }),
    ready: (info) => {
      ready.resolve();
      void tell({ type: 'ready', info });
    },
    stopping: () => {},
    abandoned: abandonedBefore(ready.promise),
  });
  if (reason !== undefined) await tell({ type: 'failed', text: describeFailure(reason) });
  return reason;
}

/** Starts the background process and waits for it. */
async function launch(options: StartOptions, args: readonly string[]): Promise<number> {
  const begin = performance.now();
  const running = runningCloud(options.name);
  const result = running ?? (await startDetached(options.name, args, createPrinter(process.stdout)));
  if (typeof result === 'string') {
    complain(result);
    return 1;
  }
  const state = running ? 'It was already running.' : `Ready in ${((performance.now() - begin) / 1000).toFixed(1)} s.`;
  print(`\n  ${state} ${commandFor('stop', options.name)} ends it.`);
  printReady(result, options);
  return 0;
}

async function main(args: readonly string[]): Promise<number> {
  const options = parseStartOptions(args);
  if (options.help) {
    print(START_HELP);
    return 0;
  }
  const isDetached = process.env[DETACHED_VARIABLE] !== undefined;
  delete process.env[DETACHED_VARIABLE];
  if (options.detach && !isDetached) return launch(options, args);
  const reason = isDetached ? await detached(options) : await foreground(options);
  if (reason === undefined) return 0;
  complain(describeFailure(reason));
  return 1;
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  complain(describeFailure(error));
  return 1;
});
// Idle connections of clients that were used would hold the process for a while.
process.exit();
