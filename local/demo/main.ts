import { describeFailure } from '../cloud/failure.ts';
import { parentGone } from '../cloud/supervise.ts';
import { runDemo } from './demo.ts';
import { type DemoCloud, openCloud } from './open-cloud.ts';
import { DEMO_HELP, parseDemoOptions } from './options.ts';
import type { Screen } from './progress-bar.ts';
import { formatReport, isAsExpected, jsonReport } from './report.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const INTERRUPTED = 130;

/** Resolves on Ctrl-C and its like. The handlers stay, so that a second one does not cut the stop short. */
function signaled(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of SIGNALS) process.on(signal, () => resolve());
  });
}

/** @returns the exit code */
async function interrupted(): Promise<number> {
  await Promise.race([signaled(), parentGone()]);
  process.stderr.write('\nStopping ...\n');
  return INTERRUPTED;
}

/** @returns the exit code */
async function showDemo(cloud: DemoCloud, screen: Screen, json: boolean): Promise<number> {
  const info = await cloud.info();
  screen.write(`\n${cloud.isOwn ? 'A local cloud for this demo' : 'The local cloud that runs'}: ${info.url}\n\n`);
  const result = await runDemo(info, screen);
  screen.write(`\n${formatReport(result)}\n`);
  if (json) process.stdout.write(`${JSON.stringify(jsonReport(result))}\n`);
  return isAsExpected(result) ? 0 : 1;
}

async function main(args: readonly string[]): Promise<number> {
  const options = parseDemoOptions(args);
  if (options.help) {
    process.stdout.write(`${DEMO_HELP}\n`);
    return 0;
  }
  // With --json, standard output holds the summary alone.
  const stream = options.json ? process.stderr : process.stdout;
  let isOver = false;
  const screen = { isTTY: stream.isTTY, write: (text: string) => isOver || stream.write(text) };
  const stop = interrupted();
  const cloud = openCloud(options.name, stream);
  const failed = cloud.failed.then((failure) => Promise.reject(failure));
  try {
    return await Promise.race([showDemo(cloud, screen, options.json), stop, failed]);
  } finally {
    // Runs that are cut off by the stop are nobody's failure.
    isOver = true;
    await cloud.close();
  }
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${describeFailure(error)}\n`);
  return 1;
});
// Idle connections of the API's client would hold the process for a while.
process.exit();
