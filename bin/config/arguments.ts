import { parseArgs } from 'node:util';
import { isSecretName, SECRET_NAMES, type SecretName } from '../../shared/contract/parameters.ts';
import { type Stage, StageSchema } from '../../shared/contract/stage.ts';
import { UsageError } from '../operator/terminal.ts';

export const USAGE = `Secrets and settings of a Stepwell deployment.

  npm run config -- show [--json]
  npm run config -- set <${SECRET_NAMES.join('|')}> [--value-file <file>]
  npm run config -- unset <secret>
  npm run config -- set-setting <path> <json>     as in: set-setting flags.apiDocs false
  npm run config -- unset-setting <path>|--all    back to the default of the stage

The value of a secret is asked for without showing it, or read from standard input or a file; never from the arguments,
which every user of the machine can read. Functions take settings within 30 seconds, secrets within 5 minutes.

The deployment is the one of --stage <${StageSchema.options.join('|')}> or STAGE, in the account and region of the environment
(AWS_PROFILE, AWS_REGION); without both, the local cloud that npm start has started.`;

interface Common {
  readonly json: boolean;
  readonly stage: Stage | undefined;
}

export type Command = Common &
  (
    | { readonly name: 'help' | 'show' }
    | { readonly name: 'set'; readonly secret: SecretName; readonly valueFile: string | undefined }
    | { readonly name: 'unset'; readonly secret: SecretName }
    | { readonly name: 'set-setting'; readonly path: readonly string[]; readonly value: unknown }
    /** An empty path means all. */
    | { readonly name: 'unset-setting'; readonly path: readonly string[] }
  );

const OPTIONS = {
  stage: { type: 'string' },
  'value-file': { type: 'string' },
  all: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** @throws UsageError */
export function parseCommand(args: readonly string[], env: NodeJS.ProcessEnv): Command {
  const { values, positionals } = parse(args);
  const common = { json: values.json, stage: stageOf(values.stage ?? env.STAGE) };
  const [name, first, second, ...rest] = positionals;
  if (values.help || name === undefined) return { ...common, name: 'help' };
  const words = [first, second, ...rest].filter((word) => word !== undefined);
  switch (name) {
    case 'show':
      takes(words, 0);
      return { ...common, name };
    case 'set':
      // Said first, and without the words: one of them may be the secret.
      if (words.length > 1) throw new UsageError('A secret is not given as an argument: it is asked for.');
      return { ...common, name, secret: secretOf(first), valueFile: values['value-file'] };
    case 'unset':
      takes(words, 1);
      return { ...common, name, secret: secretOf(first) };
    case 'set-setting':
      takes(words, 2);
      return { ...common, name, path: pathOf(first), value: jsonOrText(second ?? '') };
    case 'unset-setting':
      takes(words, values.all ? 0 : 1);
      return { ...common, name, path: values.all ? [] : pathOf(first) };
    default:
      throw new UsageError(`There is no command ${name}: show, set, unset, set-setting and unset-setting are.`);
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function takes(words: readonly string[], count: number): void {
  if (words.length !== count) throw new UsageError(`This takes ${count} words after the command, not ${words.length}.`);
}

function stageOf(name: string | undefined): Stage | undefined {
  if (name === undefined) return undefined;
  const result = StageSchema.safeParse(name);
  if (result.success) return result.data;
  throw new UsageError(`There is no stage ${name}: ${StageSchema.options.join(', ')} are.`);
}

function secretOf(name = ''): SecretName {
  if (isSecretName(name)) return name;
  throw new UsageError(`The secret must be one of ${SECRET_NAMES.join(', ')}.`);
}

function pathOf(text = ''): readonly string[] {
  const path = text.split('.');
  if (path.includes('')) throw new UsageError('A path is names with dots between them, as in flags.apiDocs.');
  return path;
}

/** Shells take the quotes of a JSON string away: what is no JSON is a text. */
function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
