import { hostname } from 'node:os';
import { parseArgs } from 'node:util';
import { keys } from '../../shared/contract/table.ts';
import type { Vault } from '../../shared/domain/secret/vault.ts';
import { createJournal } from '../operator/journal.ts';
import { type OpenTable, openTable } from '../operator/open-table.ts';
import { SEALED_FILTER } from '../operator/sealed.ts';
import { exitCodeOf, type Terminal, UsageError } from '../operator/terminal.ts';
import { rewrapPlace, tryPlace } from './rewrap-place.ts';
import { type Progress, walk } from './walk.ts';

const USAGE = `Brings every sealed secret under the current material of the key of secrets, and proves that it can be read.

  npm run rewrap                               after a rotation of the key's material
  npm run rewrap -- --former-key <arn>         after the key was replaced by another; the option may be repeated
  npm run rewrap -- --dry-run                  opens every secret, and writes nothing

The key is the one of --key (its ARN) or SECRETS_KEY_ARN. A run that was killed goes on from its last page; the lock of
the killed process stands for a minute. It ends with "n of n readable (100 %)" or exits with 1. The table is the one of
--table or TABLE_NAME, in the account and region of the environment (AWS_PROFILE, AWS_REGION); without both, the one of the
local cloud that npm start has started. It needs the rights to scan and update that table, and to use the key.`;

const PAGE = 500;
const LOCK_MS = 60_000;
const JOB = 'REWRAP';

const OPTIONS = {
  'dry-run': { type: 'boolean', default: false },
  key: { type: 'string' },
  'former-key': { type: 'string', multiple: true, default: [] as string[] },
  table: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

/** What a test brings of its own. */
interface Parts {
  readonly open?: () => Promise<OpenTable & { readonly env?: NodeJS.ProcessEnv }>;
  readonly vault?: Vault;
  readonly lockMs?: number;
  readonly pageSize?: number;
}

/** Not every secret can be read. */
class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
}

/** @returns the exit code: 0 done, 1 failed, 2 wrong arguments */
export function runRewrapCommand(args: readonly string[], terminal: Terminal, parts: Parts = {}): Promise<number> {
  const command = async (): Promise<void> => {
    const options = parse(args);
    if (options.help) return terminal.out(USAGE);
    const opened = await (parts.open ?? (() => openTable(options.table, terminal)))();
    const vault = parts.vault ?? (await openVault(options, opened.env ?? terminal.env, terminal.now));
    const progress = await rewrap({ opened, vault, options, terminal, parts });
    tell(progress, options['dry-run'], terminal);
  };
  return exitCodeOf(command, terminal, USAGE);
}

type Options = ReturnType<typeof parse>;

interface Rewrapping {
  readonly opened: OpenTable;
  readonly vault: Vault;
  readonly options: Options;
  readonly terminal: Terminal;
  readonly parts: Parts;
}

async function rewrap({ opened, vault, options, terminal: { out, now }, parts }: Rewrapping): Promise<Progress> {
  const { table, client, tableName } = opened;
  const { lockMs = LOCK_MS, pageSize = PAGE } = parts;
  const { scanPage } = await import('../../shared/clients/dynamodb/scan.ts');
  const walking = {
    scan: (after: Progress['cursor']) => scanPage({ client, tableName, limit: pageSize, after, filter: SEALED_FILTER }),
    onPage: (progress: Progress) => out(`  ${shareOf(progress)}`),
    now,
  };
  const first: Progress = { id: JOB, found: 0, readable: 0, rewrapped: 0, unreadable: [], startedAt: now() };
  if (options['dry-run']) {
    return walk(first, { ...walking, visit: (place) => tryPlace(place, { vault }), save: async () => {} });
  }
  const owner = `${hostname()} (${process.pid})`;
  const journal = createJournal<Progress>({
    ...{ table, partition: keys.jobs(JOB), work: 're-wraps the secrets of this table', owner, now, lockMs },
  });
  await journal.lock();
  try {
    const [before = first] = await journal.all();
    if (before.cursor !== undefined) out(`Goes on with what was begun at ${new Date(before.startedAt).toISOString()}.`);
    const visit = (place: Parameters<typeof rewrapPlace>[0]) => rewrapPlace(place, { table, vault });
    const ended = await walk(before, { ...walking, visit, save: journal.save });
    // The next run is about the next rotation.
    await journal.close(JOB);
    return ended;
  } finally {
    await journal.unlock();
  }
}

/** @throws UnreadableError unless all can be read */
function tell(progress: Progress, isDryRun: boolean, { out, fail }: Terminal): void {
  out(isDryRun ? 'Nothing was written.' : `${progress.rewrapped} re-wrapped.`);
  if (progress.readable === progress.found) {
    out(shareOf(progress));
    return;
  }
  for (const place of progress.unreadable) fail(`Not readable: ${place}`);
  throw new UnreadableError(
    `${shareOf(progress)}. What cannot be read was left as it was: restore these items, or have their owners enter the secrets again.`,
  );
}

/** Rounded down: 100 % means all. */
const shareOf = ({ readable, found }: Progress): string =>
  `${readable} of ${found} readable (${found === 0 ? 100 : Math.floor((readable / found) * 100)} %)`;

async function openVault(options: Options, env: NodeJS.ProcessEnv, now: () => number): Promise<Vault> {
  const keyArn = options.key ?? env.SECRETS_KEY_ARN;
  if (!keyArn?.startsWith('arn:')) {
    throw new UsageError('No key: give --key or SECRETS_KEY_ARN, the ARN of the key of secrets (no alias).');
  }
  const [{ createKmsDataKeys }, { createVault }] = await Promise.all([
    import('../../shared/clients/kms/kms-data-keys.ts'),
    import('../../shared/domain/secret/vault.ts'),
  ]);
  return createVault({ keys: createKmsDataKeys({ keyArn, formerKeyArns: options['former-key'] }), now });
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
