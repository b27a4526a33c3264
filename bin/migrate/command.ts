import { hostname } from 'node:os';
import { parseArgs } from 'node:util';
import { type OpenTable, openTable } from '../operator/open-table.ts';
import { exitCodeOf, type Terminal, UsageError } from '../operator/terminal.ts';
import { createJournal, type Progress } from './journal.ts';
import type { Migration } from './migration.ts';
import { MIGRATIONS } from './migrations.ts';
import { runMigration, tryMigration } from './run-migration.ts';

const USAGE = `Brings the items of a Stepwell deployment into the shape of this release, while it runs.

  npm run migrate                 runs what has not run yet, from where it stopped
  npm run migrate -- --dry-run    tells what would be changed, and writes nothing
  npm run migrate -- --status     tells what has run

Deploy the release first: it reads both shapes. A migration that was killed goes on from its last page; the lock of the
killed process stands for a minute. The table is the one of --table or TABLE_NAME, in the account and region of the
environment (AWS_PROFILE, AWS_REGION); without both, the one of the local cloud that npm start has started. It needs the
rights to scan, read and write that table.`;

const PAGE = 200;
const LOCK_MS = 60_000;

const OPTIONS = {
  'dry-run': { type: 'boolean', default: false },
  status: { type: 'boolean', default: false },
  table: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

/** What a test brings of its own. */
interface Parts {
  readonly migrations?: readonly Migration[];
  readonly open?: () => Promise<OpenTable>;
  readonly lockMs?: number;
  readonly pageSize?: number;
}

/** @returns the exit code: 0 done, 1 failed, 2 wrong arguments */
export function runMigrateCommand(args: readonly string[], terminal: Terminal, parts: Parts = {}): Promise<number> {
  const command = async (): Promise<void> => {
    const options = parse(args);
    if (options.help) return terminal.out(USAGE);
    const opened = await (parts.open ?? (() => openTable(options.table, terminal)))();
    await migrate(opened, options, terminal, parts);
  };
  return exitCodeOf(command, terminal, USAGE);
}

type Options = ReturnType<typeof parse>;

async function migrate(opened: OpenTable, options: Options, { out, now }: Terminal, parts: Parts): Promise<void> {
  const { migrations = MIGRATIONS, lockMs = LOCK_MS, pageSize = PAGE } = parts;
  const { table, client, tableName } = opened;
  const journal = createJournal({ table, owner: `${hostname()} (${process.pid})`, now, lockMs });
  const { scanPage } = await import('../../shared/clients/dynamodb/scan.ts');
  const deps = {
    table,
    journal,
    now,
    scan: (after: Progress['cursor']) => scanPage({ client, tableName, limit: pageSize, after }),
    onPage: (progress: Progress) => out(`  ${told(progress)}`),
  };
  const each = async (visit: (migration: Migration, progress: Progress | undefined) => Promise<unknown>) => {
    const before = new Map((await journal.all()).map((progress) => [progress.id, progress]));
    for (const migration of migrations) {
      const progress = before.get(migration.id);
      const over = options.status || progress?.endedAt !== undefined;
      out(`${migration.id}: ${over ? told(progress) : migration.description}`);
      if (!over) await visit(migration, progress);
    }
  };
  if (options.status || options['dry-run']) {
    await each((migration, progress) => tryMigration(migration, progress, deps));
    if (options['dry-run']) out('Nothing was written.');
    return;
  }
  await journal.lock();
  try {
    await each((migration, progress) => runMigration(migration, progress, deps));
  } finally {
    await journal.unlock();
  }
}

function told(progress: Progress | undefined): string {
  if (progress === undefined) return 'has not run';
  const { seen, changed, endedAt } = progress;
  const when = endedAt === undefined ? '' : `, done ${new Date(endedAt).toISOString()}`;
  return `${seen} items seen, ${changed} changed${when}`;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
