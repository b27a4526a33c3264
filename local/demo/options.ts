import { parseArgs } from 'node:util';
import { CloudFailure } from '../cloud/failure.ts';
import { toName } from '../cloud/options.ts';
import { DEFAULT_NAME } from '../cloud/paths.ts';

export interface DemoOptions {
  /** The local cloud to use, or to start if none of that name runs. */
  readonly name: string;
  readonly json: boolean;
  readonly help: boolean;
}

export const DEMO_HELP = `npm run demo -- [options]

  --json            prints the summary as JSON and nothing else on standard output
  --name <name>     uses the local cloud of that name, as in npm start -- --name
  --help            this text

Exit code 0: every run ended as expected. 1: one did not, or the demo could not run.`;

/** @throws CloudFailure that names the argument that is wrong */
export function parseDemoOptions(args: readonly string[]): DemoOptions {
  const { values } = parse(args);
  return { name: toName(values.name), json: values.json, help: values.help };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        name: { type: 'string', default: DEFAULT_NAME },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new CloudFailure(message, 'npm run demo -- --help lists the options.', { cause: error });
  }
}
