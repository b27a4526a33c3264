import { parseArgs } from 'node:util';
import { CloudFailure } from './failure.ts';
import { DEFAULT_NAME, isCloudName } from './paths.ts';
import { DEFAULT_GATEWAY_PORT } from './ports.ts';

/** What a start may be asked for. */
export interface CloudOptions {
  /** Clouds of different names live side by side. */
  readonly name: string;
  /** Port of the gateway; 0 takes any free one. */
  readonly port: number;
  /** `host:port` pairs that workflows may call although they are private. */
  readonly allow: readonly string[];
  /** False leaves the limits to the memory of each function. */
  readonly redis: boolean;
  /** Forgets what earlier starts of this cloud left. */
  readonly fresh: boolean;
  /** Leaves the demo's service without a circuit breaker. @default it has one, as any other */
  readonly sparesDemo?: boolean;
}

export interface StartOptions extends CloudOptions {
  readonly detach: boolean;
  readonly json: boolean;
  readonly help: boolean;
}

export const START_HELP = `npm start -- [options]

  --detach          run in the background; npm run stop ends it
  --json            with --detach: the last line is a JSON object with url, apiKey, platformKey and more
  --port <n>        port of the API, ${DEFAULT_GATEWAY_PORT} unless given; 0 takes any free one
  --allow <h:p>     lets workflows call this private host and port; may be repeated
  --name <name>     another cloud beside the default one
  --no-redis        leaves redis-server out; limits are counted in memory
  --fresh           forgets all data of earlier starts`;

const HOST_AND_PORT = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):(\d{1,5})$/;

const refuse = (message: string): CloudFailure => new CloudFailure(message, 'npm start -- --help lists the options.');

function toPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw refuse(`--port ${text} is not a port.`);
  return port;
}

function toAllow(values: readonly string[]): readonly string[] {
  const pairs = values.flatMap((value) => value.split(',')).filter((pair) => pair !== '');
  for (const pair of pairs) {
    const port = Number(HOST_AND_PORT.exec(pair)?.[2]);
    if (!(port >= 1 && port <= 65_535)) throw refuse(`--allow ${pair} is not host:port, as in 127.0.0.1:9000.`);
  }
  return [...new Set(pairs)].sort();
}

export function toName(name: string): string {
  if (isCloudName(name)) return name;
  throw refuse(`--name ${name} is not a name: lower-case letters, digits and dashes, at most 32, a letter first.`);
}

/** @throws CloudFailure that names the argument that is wrong */
export function parseStartOptions(args: readonly string[]): StartOptions {
  const { values } = parse(args);
  return {
    name: toName(values.name),
    port: toPort(values.port),
    allow: toAllow(values.allow),
    redis: values.redis,
    fresh: values.fresh,
    sparesDemo: true,
    detach: values.detach,
    json: values.json,
    help: values.help,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowNegative: true,
      options: {
        name: { type: 'string', default: DEFAULT_NAME },
        port: { type: 'string', default: String(DEFAULT_GATEWAY_PORT) },
        allow: { type: 'string', multiple: true, default: [] },
        redis: { type: 'boolean', default: true },
        fresh: { type: 'boolean', default: false },
        detach: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    });
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : String(error));
  }
}
