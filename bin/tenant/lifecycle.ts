import { hostname } from 'node:os';
import { DynamoTenantStore } from '../../shared/clients/dynamodb/dynamo-tenant-store.ts';
import { type Bucket, createBucket } from '../../shared/clients/s3/bucket.ts';
import { createStoredObjects, type StoredObjects } from '../../shared/clients/s3/stored-objects.ts';
import { keys } from '../../shared/contract/table.ts';
import { backupDays, finality } from '../operator/backup-window.ts';
import { createJournal } from '../operator/journal.ts';
import { type OpenTable, openTable } from '../operator/open-table.ts';
import { type Terminal, UsageError } from '../operator/terminal.ts';
import type { LifecycleCommand } from './arguments.ts';
import { deleteTenant } from './delete/delete-tenant.ts';
import { beginning, type DeletionProgress } from './delete/progress.ts';
import { exportTenant } from './export/export-tenant.ts';
import type { Manifest } from './export/manifest.ts';
import { shredTenant } from './shred.ts';
import { UnknownTenantError } from './unknown-tenant.ts';

const LOCK_MS = 60_000;
/** The tick wakes a run within a minute, and a node that is under way may have a call of half a minute to end. */
const PATIENCE_MS = 180_000;
/** An authorizer's answer is believed for a minute, and a request lasts half a minute. */
const GRACE_MS = 120_000;
const PAUSE_MS = 5_000;

/** What a test brings of its own. */
export interface LifecycleParts {
  readonly open?: () => Promise<OpenTable & { readonly env?: NodeJS.ProcessEnv }>;
  readonly bucket?: Bucket;
  readonly objects?: StoredObjects;
  readonly backupDays?: () => Promise<number>;
  readonly sleep?: (ms: number) => Promise<void>;
  readonly patienceMs?: number;
  readonly graceMs?: number;
  readonly pauseMs?: number;
}

interface Work<Command extends LifecycleCommand> {
  readonly command: Command;
  readonly opened: OpenTable;
  readonly env: NodeJS.ProcessEnv;
  readonly terminal: Terminal;
  readonly parts: LifecycleParts;
}

type CommandOf<Name extends LifecycleCommand['name']> = Extract<LifecycleCommand, { readonly name: Name }>;

/** `export`, `shred` and `delete`: what concerns all that a tenant has. */
export async function runLifecycle(
  command: LifecycleCommand,
  terminal: Terminal,
  parts: LifecycleParts = {},
): Promise<void> {
  const { env = terminal.env, ...opened } = await (parts.open ?? (() => openTable(command.table, terminal)))();
  const common = { opened, env, terminal, parts };
  switch (command.name) {
    case 'export':
      await runExport({ ...common, command });
      break;
    case 'shred':
      await runShred({ ...common, command });
      break;
    default:
      await runDelete({ ...common, command });
  }
}

/** Part of the tenant is not in the export. */
class IncompleteExportError extends Error {
  override readonly name = 'IncompleteExportError';
}

async function runExport({ command, opened, env, terminal, parts }: Work<CommandOf<'export'>>): Promise<void> {
  const { out, now } = terminal;
  await requireTenant(command.id, opened);
  const bucket = parts.bucket ?? createBucket(bucketName(command.bucket, env));
  const onPage = (manifest: Manifest) => !command.json && out(`  ${recordsOf(manifest)} records`);
  const manifest = await exportTenant(command.id, command.out, { ...opened, bucket, now, onPage });
  const { missingBodies, unknown } = manifest;
  const missing = missingBodies === 0 ? '' : ` ${missingBodies} bodies are gone and marked as missing.`;
  out(command.json ? JSON.stringify(manifest) : `${recordsOf(manifest)} records in ${command.out}.${missing}`);
  if (Object.keys(unknown).length === 0) return;
  throw new IncompleteExportError(`Not exported, as this release knows no file for it: ${JSON.stringify(unknown)}`);
}

const recordsOf = ({ files }: Manifest): number => Object.values(files).reduce((sum, { records }) => sum + records, 0);

async function runShred({ command, opened, terminal: { out, now }, parts }: Work<CommandOf<'shred'>>): Promise<void> {
  await requireTenant(command.id, opened);
  const deleted = await shredTenant(command.id, opened);
  const days = await (parts.backupDays ?? (() => backupDays(opened.client, opened.tableName)))();
  const text =
    `${deleted} secrets of ${command.id} are deleted, with its connections; none is left. Functions that had opened one ` +
    `forget its key within five minutes. ${finality(days, now())}`;
  out(command.json ? JSON.stringify({ tenantId: command.id, deleted, finalAfter: finalAfter(days, now()) }) : text);
}

async function runDelete({ command, opened, env, terminal, parts }: Work<CommandOf<'delete'>>): Promise<void> {
  const { out, now } = terminal;
  const { table } = opened;
  const objects = parts.objects ?? createStoredObjects(bucketName(command.bucket, env));
  const journal = createJournal<DeletionProgress>({
    ...{ table, now, lockMs: LOCK_MS, partition: keys.jobs(`DELETE-${command.id}`) },
    ...{ work: `deletes ${command.id}`, owner: `${hostname()} (${process.pid})` },
  });
  const [before] = await journal.all();
  if (before === undefined) await requireTenant(command.id, opened);
  else if (!command.isResumed) throw alreadyBegun(before);
  await journal.lock();
  try {
    const from = before ?? beginning(command.id, now());
    await journal.save(from);
    const ended = await deleteTenant(from, {
      ...{ ...opened, objects, now, save: journal.save },
      sleep: parts.sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms))),
      patienceMs: parts.patienceMs ?? PATIENCE_MS,
      graceMs: parts.graceMs ?? GRACE_MS,
      pauseMs: parts.pauseMs ?? PAUSE_MS,
      onStep: ({ step }) => !command.json && out(`  ${step}`),
    });
    const days = await (parts.backupDays ?? (() => backupDays(opened.client, opened.tableName)))();
    await journal.close(command.id);
    const { counts } = ended;
    out(
      command.json
        ? JSON.stringify({ tenantId: command.id, counts, finalAfter: finalAfter(days, now()) })
        : `${deletedText(ended)} ${finality(days, now())}`,
    );
  } finally {
    await journal.unlock();
  }
}

const deletedText = ({ id, counts: { items, members, objects, records, keys: revoked, runs } }: DeletionProgress) =>
  `${id} is deleted: ${runs} live runs stopped, ${revoked} keys, ${members} memberships, ${items} items, ${objects} objects ` +
  `and ${records} audit records. Verified: a scan of the table and a listing of the bucket find nothing of it but the ` +
  `operator's note that it was deleted. Logs, and Step Functions' list of executions (90 days), hold its id until they end.`;

/** ISO 8601 date; null where nothing can be brought back. */
const finalAfter = (days: number, now: number): string | null =>
  days === 0 ? null : new Date(now + days * 86_400_000).toISOString().slice(0, 10);

const alreadyBegun = ({ id, startedAt, step }: DeletionProgress): UsageError =>
  new UsageError(
    `The deletion of ${id} was begun at ${new Date(startedAt).toISOString()} and stopped at "${step}": add --resume.`,
  );

async function requireTenant(id: string, { table }: OpenTable): Promise<void> {
  if ((await new DynamoTenantStore(table).getTenant(id)) === undefined) throw new UnknownTenantError(id);
}

function bucketName(named: string | undefined, env: NodeJS.ProcessEnv): string {
  const name = named ?? env.BUCKET_NAME;
  if (name) return name;
  throw new UsageError('No bucket: give --bucket or BUCKET_NAME (the stack shows it as an output).');
}
