import type { Item } from '../../shared/clients/dynamodb/item.ts';
import type { QueryResult } from '../../shared/clients/dynamodb/requests.ts';
import { type SealedPlace, sealedIn } from '../operator/sealed.ts';
import type { Outcome } from './rewrap-place.ts';

/** Envelopes at once: the key service is shared with the service that runs. */
const CONCURRENCY = 10;
/** Places that are named, of those that cannot be read. */
const MAX_NAMED = 20;

/** How far the walk over the table has come. Times are epoch milliseconds. */
export interface Progress {
  readonly id: string;
  /** The key behind which the scan goes on; absent before the first page and after the last. */
  readonly cursor?: Item;
  /** Envelopes met, and those of them that could be opened. */
  readonly found: number;
  readonly readable: number;
  readonly rewrapped: number;
  /** Keys of items with an envelope that could not be opened: the first of them. */
  readonly unreadable: readonly string[];
  readonly startedAt: number;
  readonly endedAt?: number;
}

interface WalkDeps {
  readonly scan: (after: Item | undefined) => Promise<QueryResult>;
  readonly visit: (place: SealedPlace) => Promise<Outcome>;
  readonly save: (progress: Progress) => Promise<void>;
  readonly onPage: (progress: Progress) => void;
  readonly now: () => number;
}

/** Visits every envelope of the table, from where `from` stopped. A page is saved once all of it was visited. */
export async function walk(from: Progress, { scan, visit, save, onPage, now }: WalkDeps): Promise<Progress> {
  let progress = from;
  while (progress.endedAt === undefined) {
    const { items, lastKey } = await scan(progress.cursor);
    const places = items.flatMap(sealedIn);
    const { cursor: _before, ...counts } = progress;
    let reached: Omit<Progress, 'cursor'> = counts;
    for (let at = 0; at < places.length; at += CONCURRENCY) {
      const some = places.slice(at, at + CONCURRENCY);
      const outcomes = await Promise.all(some.map(visit));
      some.forEach((place, index) => {
        reached = counted(reached, place, outcomes[index]);
      });
    }
    progress = lastKey === undefined ? { ...reached, endedAt: now() } : { ...reached, cursor: lastKey };
    await save(progress);
    if (places.length > 0) onPage(progress);
  }
  return progress;
}

function counted<Counts extends Omit<Progress, 'cursor'>>(before: Counts, { key }: SealedPlace, outcome?: Outcome) {
  if (outcome === 'gone' || outcome === undefined) return before;
  const { found, readable, rewrapped, unreadable } = before;
  const isUnreadable = outcome === 'unreadable';
  return {
    ...before,
    found: found + 1,
    readable: readable + (isUnreadable ? 0 : 1),
    rewrapped: rewrapped + (outcome === 'rewrapped' ? 1 : 0),
    unreadable: isUnreadable && unreadable.length < MAX_NAMED ? [...unreadable, `${key.pk} ${key.sk}`] : unreadable,
  };
}
