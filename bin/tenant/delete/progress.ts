import type { Item } from '../../../shared/clients/dynamodb/item.ts';

/** What a deletion does, one after the other. Each may be done again. */
export const STEPS = ['suspend', 'keys', 'runs', 'items', 'objects', 'grace', 'audit', 'tombstone', 'verify'] as const;
export type Step = (typeof STEPS)[number];

/** What was deleted so far, or stopped. After it was killed, a deletion may count the last page twice. */
export interface Counts {
  readonly keys: number;
  readonly runs: number;
  readonly items: number;
  readonly members: number;
  readonly objects: number;
  readonly records: number;
}

/** How far the deletion of a tenant has come, kept outside of the tenant. Times are epoch milliseconds. */
export interface DeletionProgress {
  readonly id: string;
  readonly step: Step;
  /** The key behind which the step's scan goes on. */
  readonly cursor?: Item;
  readonly counts: Counts;
  /** Times that the last step has found something and sent the work back. */
  readonly rounds: number;
  readonly startedAt: number;
  readonly suspendedAt?: number;
}

export const beginning = (tenantId: string, now: number): DeletionProgress => ({
  id: tenantId,
  step: 'suspend',
  counts: { keys: 0, runs: 0, items: 0, members: 0, objects: 0, records: 0 },
  rounds: 0,
  startedAt: now,
});

export const counted = (progress: DeletionProgress, more: Partial<Counts>): DeletionProgress => ({
  ...progress,
  counts: Object.fromEntries(
    Object.entries(progress.counts).map(([name, count]) => [name, count + (more[name as keyof Counts] ?? 0)]),
  ) as unknown as Counts,
});
