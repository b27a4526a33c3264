import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PageQuerySchema } from '../../../../shared/domain/workflow/page-query.ts';
import { readPage } from '../../../../shared/domain/workflow/read-page.ts';

describe('readPage', () => {
  const limits = fc.oneof(
    fc.integer({ min: -2, max: 12_000 }).map(String),
    fc.constantFrom('', ' 1', '01', '1e1', '0x1', '1.0', '00100', '0101', '+5', '٣'),
    fc.string(),
  );
  const usual = fc.record(
    { limit: fc.integer({ min: -2, max: 120 }).map(String), cursor: fc.string() },
    { requiredKeys: [] },
  );
  const unusual = fc.record({ limit: limits, cursor: fc.string(), page: fc.string() }, { requiredKeys: [] });
  const queries = fc.oneof(usual, unusual);

  it('takes what the schema takes, for the same page, and refuses what it refuses', () => {
    const seen = { taken: 0, refused: 0 };
    fc.assert(
      fc.property(queries, (query) => {
        const { success, data } = PageQuerySchema.safeParse(query);
        expect(readPage(query)).toEqual(success ? data : undefined);
        seen[success ? 'taken' : 'refused'] += 1;
      }),
      { numRuns: 1000 },
    );
    expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(50);
  });
});
