import { describe, expect, it } from 'vitest';
import { PageQuerySchema, pageOf } from '../../../../shared/domain/workflow/page-query.ts';

describe('PageQuerySchema', () => {
  it.each([
    [{}, { limit: 50 }],
    [{ limit: '1' }, { limit: 1 }],
    [
      { limit: '100', cursor: 'abc' },
      { limit: 100, cursor: 'abc' },
    ],
  ])('reads %j', (query, expected) => {
    expect(pageOf(PageQuerySchema.parse(query))).toEqual(expected);
  });

  it.each([
    { limit: '0' },
    { limit: '101' },
    { limit: '-1' },
    { limit: '1.5' },
    { limit: '' },
    { limit: ' 1' },
    { limit: '1e1' },
    { cursor: '' },
    { offset: '3' },
  ])('refuses %j', (query) => {
    expect(PageQuerySchema.safeParse(query).success).toBe(false);
  });
});
