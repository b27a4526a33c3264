import { parseArgs } from 'node:util';
import { isTier, TIER_NAMES, type Tier } from '../../shared/domain/tenant/tiers.ts';

export const USAGE = `Tenants and keys of a Stepwell deployment.

  npm run tenant -- create --name <name> --tier <${TIER_NAMES.join('|')}> [--requests-per-minute <n>] [--json]
  npm run tenant -- platform-key [--json]
  npm run tenant -- list [--json]

The table is the one of --table or TABLE_NAME, in the account and region of the environment (AWS_PROFILE, AWS_REGION);
without both, the one of the local cloud that npm start has started. Keys are shown once and kept nowhere.`;

interface Common {
  readonly json: boolean;
  readonly table: string | undefined;
}

export type Command = Common &
  (
    | { readonly name: 'create'; readonly tenant: string; readonly tier: Tier; readonly requestsPerMinute?: number }
    | { readonly name: 'platform-key' }
    | { readonly name: 'list' }
    | { readonly name: 'help' }
  );

/** Something in the arguments or the surroundings that the operator can mend; the message says how. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const OPTIONS = {
  name: { type: 'string' },
  tier: { type: 'string' },
  'requests-per-minute': { type: 'string' },
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
  if (name === 'platform-key' || name === 'list') return { ...common, name };
  if (name !== 'create') throw new UsageError(`There is no command ${name}: create, platform-key and list are.`);
  return { ...common, name, ...tenantOf(values) };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function tenantOf(values: ReturnType<typeof parse>['values']) {
  const { name = '', tier, 'requests-per-minute': requests } = values;
  if (name.trim() === '' || name.length > 200) throw new UsageError('--name must have 1 to 200 characters.');
  if (!isTier(tier)) throw new UsageError(`--tier must be one of ${TIER_NAMES.join(', ')}.`);
  if (requests === undefined) return { tenant: name, tier };
  const requestsPerMinute = Number(requests);
  if (!Number.isSafeInteger(requestsPerMinute) || requestsPerMinute < 1) {
    throw new UsageError('--requests-per-minute must be a whole number of at least 1.');
  }
  return { tenant: name, tier, requestsPerMinute };
}
