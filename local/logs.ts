import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { FAKE_CREDENTIALS } from './cloud/environment.ts';
import { CloudFailure, describeFailure } from './cloud/failure.ts';
import { runningCloud } from './cloud/info.ts';
import { formatLogLine, LEVELS, type LogLine } from './cloud/log-line.ts';
import { LogReader } from './cloud/log-reader.ts';
import { toName } from './cloud/options.ts';
import { DEFAULT_NAME } from './cloud/paths.ts';

const HELP = `npm run logs -- [options]

  --correlation <id>   only what belongs to this correlation id
  --function <text>    only functions whose name holds this
  --level <level>      DEBUG, INFO (default), WARN or ERROR and above
  --since <minutes>    how far back, 60 unless given
  --follow, -f         go on with what comes
  --wide               all fields of each line
  --name <name>        logs of another cloud than the default one
`;

const FOLLOW_MILLISECONDS = 1000;

const parse = () =>
  parseArgs({
    options: {
      correlation: { type: 'string' },
      function: { type: 'string' },
      level: { type: 'string', default: 'INFO' },
      since: { type: 'string', default: '60' },
      wide: { type: 'boolean', default: false },
      follow: { type: 'boolean', short: 'f', default: false },
      name: { type: 'string', default: DEFAULT_NAME },
      help: { type: 'boolean', short: 'h', default: false },
    },
  }).values;

function openReader(values: ReturnType<typeof parse>): LogReader {
  const level = LEVELS.find((known) => known === values.level.toUpperCase());
  if (level === undefined)
    throw new CloudFailure(`${values.level} is not a level.`, `Use one of ${LEVELS.join(', ')}.`);
  const minutes = Number(values.since);
  if (!(minutes > 0))
    throw new CloudFailure(`--since ${values.since} is not a number of minutes.`, 'Use for example --since 5.');
  const cloud = runningCloud(toName(values.name));
  if (cloud === undefined)
    throw new CloudFailure(`The local cloud "${values.name}" is not running.`, 'npm start starts it.');
  const { endpoint, region } = cloud;
  const client = new CloudWatchLogsClient({ endpoint, region, credentials: FAKE_CREDENTIALS });
  const filter = { correlation: values.correlation, function: values.function, level };
  return new LogReader(client, filter, Date.now() - minutes * 60_000);
}

async function main(): Promise<void> {
  const values = parse();
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const reader = openReader(values);
  const print = (lines: readonly LogLine[]): void => {
    const style = { color: process.stdout.isTTY === true, wide: values.wide };
    for (const line of lines) process.stdout.write(`${formatLogLine(line, style)}\n`);
  };
  print(await reader.read());
  while (values.follow) {
    await sleep(FOLLOW_MILLISECONDS);
    print(await reader.read());
  }
}

// `npm run logs | head` closes the pipe early; that is no error.
process.stdout.on('error', () => process.exit());
await main().catch((error: unknown) => {
  process.stderr.write(`${describeFailure(error)}\n`);
  process.exitCode = 1;
});
