import { parseArgs } from 'node:util';
import { isId } from '../../shared/domain/id.ts';
import { isTier, TIER_NAMES, type Tier, type TierLimits } from '../../shared/domain/tenant/tiers.ts';
import { NameSchema } from '../../shared/domain/text/name.ts';
import { UsageError } from '../operator/terminal.ts';
import { readLimits } from './read-limits.ts';

export const USAGE = `Tenants and keys of a Stepwell deployment.

  npm run tenant -- create --name <name> --tier <${TIER_NAMES.join('|')}> [--limits <name>=<n>,...] [--json]
  npm run tenant -- owner-key --id <tenant> [--json]
  npm run tenant -- platform-key [--json]
  npm run tenant -- list [--json]
  npm run tenant -- tier --id <tenant> --tier <${TIER_NAMES.join('|')}> [--json]
  npm run tenant -- suspend --id <tenant> --reason <text, which its callers are told> [--json]
  npm run tenant -- resume --id <tenant> [--json]
  npm run tenant -- export --id <tenant> --out <folder> [--json]     goes on where an export into the folder was stopped
  npm run tenant -- shred --id <tenant> --yes [--json]               deletes every secret of it, for good
  npm run tenant -- delete --id <tenant> --yes [--resume] [--json]   deletes all of it, for good

The table is the one of --table or TABLE_NAME, in the account and region of the environment (AWS_PROFILE, AWS_REGION);
without both, the one of the local cloud that npm start has started. Keys are shown once and kept nowhere. What is
changed of a tenant holds for all of its callers within a minute. Export and delete need the bucket of bodies too: --bucket
or BUCKET_NAME.`;

interface Common {
  readonly json: boolean;
  readonly table: string | undefined;
}

/** What works on all that a tenant has. */
type DataCommand =
  | { readonly name: 'export'; readonly id: string; readonly out: string; readonly bucket: string | undefined }
  | { readonly name: 'shred'; readonly id: string }
  | { readonly name: 'delete'; readonly id: string; readonly isResumed: boolean; readonly bucket: string | undefined };

export type LifecycleCommand = Common & DataCommand;

export type Command = Common &
  (
    | { readonly name: 'create'; readonly tenant: string; readonly tier: Tier; readonly limits?: Partial<TierLimits> }
    | { readonly name: 'platform-key' }
    | { readonly name: 'list' }
    | { readonly name: 'tier'; readonly id: string; readonly tier: Tier }
    | { readonly name: 'suspend'; readonly id: string; readonly reason: string }
    | { readonly name: 'resume'; readonly id: string }
    | { readonly name: 'owner-key'; readonly id: string }
    | DataCommand
    | { readonly name: 'help' }
  );

const OPTIONS = {
  name: { type: 'string' },
  id: { type: 'string' },
  reason: { type: 'string' },
  tier: { type: 'string' },
  limits: { type: 'string' },
  out: { type: 'string' },
  bucket: { type: 'string' },
  yes: { type: 'boolean', default: false },
  resume: { type: 'boolean', default: false },
  table: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** @throws UsageError */
export function parseCommand(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  const common = { json: values.json, table: values.table };
  const [name, ...rest] = positionals;
  if (values.help || name === undefined) return { ...common, name: 'help' };
  if (rest.length > 0) throw new UsageError(`Too many words: ${rest.join(' ')}. A name with spaces needs quotes.`);
  switch (name) {
    case 'platform-key':
    case 'list':
      return { ...common, name };
    case 'create':
      return { ...common, name, ...tenantOf(values) };
    case 'tier':
      return { ...common, name, id: idOf(values), tier: tierOf(values) };
    case 'suspend':
      return { ...common, name, id: idOf(values), reason: reasonOf(values) };
    case 'resume':
    case 'owner-key':
      return { ...common, name, id: idOf(values) };
    case 'export':
      return { ...common, name, id: idOf(values), out: folderOf(values), bucket: values.bucket };
    case 'shred':
      return { ...common, name, id: confirmed(name, values) };
    case 'delete':
      return { ...common, name, id: confirmed(name, values), isResumed: values.resume, bucket: values.bucket };
    default:
      throw new UsageError(`There is no command ${name}: ${COMMANDS.join(', ')} are.`);
  }
}

const COMMANDS = [
  'create',
  'platform-key',
  'list',
  'tier',
  'suspend',
  'resume',
  'owner-key',
  'export',
  'shred',
  'delete',
];

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

type Values = ReturnType<typeof parse>['values'];

function tenantOf(values: Values) {
  const named = { tenant: textOf('name', values.name), tier: tierOf(values) };
  return values.limits === undefined ? named : { ...named, limits: readLimits(values.limits) };
}

function tierOf({ tier }: Values): Tier {
  if (isTier(tier)) return tier;
  throw new UsageError(`--tier must be one of ${TIER_NAMES.join(', ')}.`);
}

function idOf({ id = '' }: Values): string {
  if (isId('ten', id)) return id;
  throw new UsageError('--id must be the id of a tenant, ten_ and 26 characters: list shows it.');
}

function folderOf({ out = '' }: Values): string {
  if (out !== '') return out;
  throw new UsageError(
    '--out must name the folder that the files go to: a new one, or that of an export that was stopped.',
  );
}

/** The id of a tenant that loses something for good. */
function confirmed(name: string, values: Values): string {
  const id = idOf(values);
  if (values.yes) return id;
  throw new UsageError(`${name} cannot be undone. Add --yes if ${id} is the tenant that you mean.`);
}

const reasonOf = ({ reason }: Values): string => textOf('reason', reason);

/** By the rules of every name: it is shown to people, and may be sent in a header. */
function textOf(option: string, text = ''): string {
  const { success } = NameSchema.safeParse(text);
  if (success) return text;
  throw new UsageError(
    `--${option} must have 1 to 200 characters, none of them invisible, and no space at its beginning or end.`,
  );
}
