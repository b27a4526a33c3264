import { ConditionFailedError } from '../../shared/clients/dynamodb/errors.ts';
import type { Table } from '../../shared/clients/dynamodb/table.ts';

/** Somebody else does this work. */
class LockedError extends Error {
  override readonly name = 'LockedError';
}

export interface JournalOptions {
  readonly table: Pick<Table, 'put' | 'delete' | 'queryAll' | 'transactWrite'>;
  /** Where it is kept; nothing else is there. */
  readonly partition: string;
  /** What its owner does, for those who wait for it: `migrates this table`. */
  readonly work: string;
  /** Names this process, to those who wait for it too. */
  readonly owner: string;
  readonly now: () => number;
  /** How long the lock stands after its owner was heard of last. */
  readonly lockMs: number;
}

/** How far pieces of work of one kind have come, and the lock of who does them. */
export interface Journal<Progress extends { readonly id: string }> {
  all(): Promise<readonly Progress[]>;
  /** @throws LockedError while somebody else holds it */
  lock(): Promise<void>;
  /** @throws LockedError when the lock was lost to somebody else: that one goes on from the last page */
  save(progress: Progress): Promise<void>;
  /** A lock that was lost to somebody else stays theirs. */
  unlock(): Promise<void>;
  /** Forgets a piece of work that is done, and lets go of the lock: nothing of either is left. */
  close(id: string): Promise<void>;
}

/** In the table itself. What is saved and its lock are one transaction. */
export function createJournal<Progress extends { readonly id: string }>(options: JournalOptions): Journal<Progress> {
  const { table, partition: pk, work, owner, now, lockMs } = options;
  const lock = { pk, sk: 'LOCK' };
  const names = { '#owner': 'owner' };
  const mine = { condition: '#owner = :me', names, values: { ':me': owner } };
  const placeOf = (id: string) => ({ pk, sk: `RUN#${id}` });

  const whoHasIt = (error: unknown): never => {
    if (!(error instanceof ConditionFailedError)) throw error;
    const item = error.failed[0]?.item;
    const who = item === undefined ? 'Somebody else' : String(item.owner);
    const until = item === undefined ? '' : ` until ${new Date(Number(item.until)).toISOString()}, unless it goes on`;
    throw new LockedError(`${who} ${work}${until}.`, { cause: error });
  };

  return {
    async all() {
      const items = await table.queryAll({ partition: pk, consistent: true });
      return items.filter(({ sk }) => sk !== lock.sk).map(({ progress }) => JSON.parse(String(progress)) as Progress);
    },

    async lock() {
      const item = { ...lock, owner, until: now() + lockMs };
      const condition = 'attribute_not_exists(pk) OR #until <= :now OR #owner = :me';
      const values = { ':now': now(), ':me': owner };
      await table.put({ item, condition, names: { ...names, '#until': 'until' }, values }).catch(whoHasIt);
    },

    async save(progress) {
      const renewal = { update: 'SET #until = :until', names: { ...names, '#until': 'until' } };
      const values = { ...mine.values, ':until': now() + lockMs };
      const writes = [
        { update: { key: lock, condition: mine.condition, ...renewal, values } },
        { put: { item: { ...placeOf(progress.id), progress: JSON.stringify(progress) } } },
      ];
      await table.transactWrite(writes).catch(whoHasIt);
    },

    async unlock() {
      await table.delete({ key: lock, ...mine }).catch((error: unknown) => {
        if (!(error instanceof ConditionFailedError)) throw error;
      });
    },

    async close(id) {
      await table.transactWrite([{ delete: { key: lock, ...mine } }, { delete: { key: placeOf(id) } }]).catch(whoHasIt);
    },
  };
}
