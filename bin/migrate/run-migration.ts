import { ConditionFailedError } from '../../shared/clients/dynamodb/errors.ts';
import type { Item } from '../../shared/clients/dynamodb/item.ts';
import type { QueryResult, WriteRequest } from '../../shared/clients/dynamodb/requests.ts';
import type { Table } from '../../shared/clients/dynamodb/table.ts';
import type { Journal, Progress } from './journal.ts';
import type { Migration } from './migration.ts';

/** Transactions at once: more would only take capacity from the service that runs. */
const CONCURRENCY = 10;

export interface MigrationDeps {
  readonly table: Pick<Table, 'transactWrite'>;
  /** The next page of the whole table. */
  readonly scan: (after: Item | undefined) => Promise<QueryResult>;
  readonly journal: Pick<Journal, 'save'>;
  readonly now: () => number;
  /** Told after each page. */
  readonly onPage: (progress: Progress) => void;
}

/** Goes on from where the migration stopped, to its end. Each page is saved once its items are changed. */
export function runMigration(migration: Migration, from: Progress | undefined, deps: MigrationDeps): Promise<Progress> {
  return walk(migration, from, deps, {
    apply: async (changes) => {
      const { length } = changes;
      let changed = 0;
      for (let at = 0; at < length; at += CONCURRENCY) {
        const done = await Promise.all(changes.slice(at, at + CONCURRENCY).map((change) => apply(change, deps.table)));
        changed += done.filter(Boolean).length;
      }
      return changed;
    },
    save: (progress) => deps.journal.save(progress),
  });
}

/** What `runMigration` would do, with nothing written. */
export function tryMigration(
  migration: Migration,
  from: Progress | undefined,
  deps: Omit<MigrationDeps, 'table' | 'journal'>,
) {
  return walk(migration, from, deps, { apply: async ({ length }) => length, save: async () => {} });
}

/** What one item wants done. */
type Change = readonly WriteRequest[];

interface Effects {
  /** Answers how many items were changed. */
  apply(changes: readonly Change[]): Promise<number>;
  save(progress: Progress): Promise<void>;
}

async function walk(
  { id, change }: Migration,
  from: Progress | undefined,
  { scan, now, onPage }: Pick<MigrationDeps, 'scan' | 'now' | 'onPage'>,
  { apply, save }: Effects,
): Promise<Progress> {
  let progress = from ?? { id, seen: 0, changed: 0, startedAt: now() };
  while (progress.endedAt === undefined) {
    const { items, lastKey } = await scan(progress.cursor);
    const changes = items.map(change).filter(({ length }) => length > 0);
    const changed = progress.changed + (await apply(changes));
    const seen = progress.seen + items.length;
    const reached = { id, seen, changed, startedAt: progress.startedAt };
    progress = lastKey === undefined ? { ...reached, endedAt: now() } : { ...reached, cursor: lastKey };
    await save(progress);
    onPage(progress);
  }
  return progress;
}

/** @returns false when the item needs no change any more, or is gone */
async function apply(change: Change, table: Pick<Table, 'transactWrite'>): Promise<boolean> {
  try {
    await table.transactWrite(change);
    return true;
  } catch (error) {
    if (error instanceof ConditionFailedError) return false;
    throw error;
  }
}
