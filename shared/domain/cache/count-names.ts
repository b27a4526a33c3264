import type { KindStats, SharedCacheStats } from './cache.ts';
import type { Counts } from './remote-cache.ts';

const FIELDS = ['hits', 'misses', 'stale'] as const;
export type Field = (typeof FIELDS)[number];

/** Names of what is not counted by kind. They have no `|`, which those of kinds have. */
export const TOTALS = {
  local: 'local',
  errors: 'errors',
  invalidations: 'invalidations',
  roundTrips: 'roundTrips',
  roundTripMicros: 'roundTripMicros',
} as const;

/** Under which look-ups of a kind are counted. */
export const countName = (kind: string, field: Field): string => `${kind}|${field}`;

const COUNT_NAME = new RegExp(`^(.*)\\|(${FIELDS.join('|')})$`);

/** Numbers by name as what is told of them. */
export function statsOfCounts(counts: Counts): SharedCacheStats {
  const kinds = new Map<string, Record<Field, number>>();
  const all = { hits: 0, misses: 0, stale: 0 };
  for (const [name, count] of Object.entries(counts)) {
    const [, kind, field] = COUNT_NAME.exec(name) ?? [];
    if (kind === undefined || field === undefined) continue;
    const tally = kinds.get(kind) ?? { hits: 0, misses: 0, stale: 0 };
    kinds.set(kind, tally);
    tally[field as Field] += count;
    all[field as Field] += count;
  }
  const of = (name: keyof typeof TOTALS): number => counts[TOTALS[name]] ?? 0;
  return {
    ...statsOf(all),
    local: of('local'),
    errors: of('errors'),
    invalidations: of('invalidations'),
    kinds: Object.fromEntries([...kinds].sort(byName).map(([kind, tally]) => [kind, statsOf(tally)])),
    remote: {
      count: of('roundTrips'),
      meanMs: Math.round(of('roundTripMicros') / Math.max(of('roundTrips'), 1)) / 1000,
    },
  };
}

const byName = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number =>
  one < other ? -1 : 1;

const statsOf = ({ hits, misses, stale }: Record<Field, number>): KindStats => ({
  hits,
  misses,
  stale,
  hitRate: hits === 0 ? 0 : hits / (hits + misses),
});
