import type { Item } from '../../shared/clients/dynamodb/item.ts';
import { keys } from '../../shared/contract/table.ts';
import {
  createJournal as createAnyJournal,
  type Journal as JournalOf,
  type JournalOptions,
} from '../operator/journal.ts';

/** How far a migration has come. Times are epoch milliseconds. */
export interface Progress {
  readonly id: string;
  /** The key behind which the scan goes on; absent before the first page and after the last. */
  readonly cursor?: Item;
  /** Items looked at, and changed. */
  readonly seen: number;
  readonly changed: number;
  readonly startedAt: number;
  readonly endedAt?: number;
}

export type Journal = JournalOf<Progress>;

/** What has run, and the lock of the one that runs. */
export const createJournal = (options: Omit<JournalOptions, 'partition' | 'work'>): Journal =>
  createAnyJournal({ ...options, partition: keys.migrations(), work: 'migrates this table' });
