import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor, queryPage } from '../../../../shared/clients/dynamodb/cursor.ts';
import type { Item } from '../../../../shared/clients/dynamodb/item.ts';
import type { QueryRequest, QueryResult } from '../../../../shared/clients/dynamodb/requests.ts';
import type { Table } from '../../../../shared/clients/dynamodb/table.ts';
import { RequestError } from '../../../../shared/domain/errors.ts';

const sortKeys = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 });
const PARTITION = 'TENANT#a#WORKFLOWS#';

/** A partition in memory that answers like the table. */
function listOf(sks: readonly string[]) {
  const asked: QueryRequest[] = [];
  const query = async (request: QueryRequest): Promise<QueryResult> => {
    asked.push(request);
    const { after, limit = 1000 } = request;
    const items: Item[] = sks
      .filter((sk) => after === undefined || sk > String(after.sk))
      .map((sk) => ({ pk: PARTITION, sk }));
    const page = items.slice(0, limit);
    const last = page.at(-1);
    // As DynamoDB does it: a full page has a last key even when nothing follows.
    return page.length === limit && last !== undefined ? { items: page, lastKey: last } : { items: page };
  };
  return { asked, table: { query } as unknown as Table };
}

describe('a cursor', () => {
  it('is a word for a URL and gives its sort key back', () => {
    fc.assert(
      fc.property(sortKeys, (sk) => {
        expect(encodeCursor(sk)).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(decodeCursor(encodeCursor(sk))).toBe(sk);
      }),
    );
  });

  it('that was not given out is refused with 400', () => {
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const values = fc
      .jsonValue()
      .filter((value) => !(Array.isArray(value) && value.length === 1 && typeof value[0] === 'string'));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), values.map(encode)), (text) => {
        expect(() => decodeCursor(text)).toThrow(RequestError);
      }),
    );
    for (const text of [
      '',
      encode(['']),
      encode(['x'.repeat(1025)]),
      `${encodeCursor('a')}=`,
      ' ',
      encode(['a', 'b']),
    ]) {
      expect(() => decodeCursor(text)).toThrow(expect.objectContaining({ status: 400, code: 'INVALID_CURSOR' }));
    }
  });

  it('has one spelling per position', () => {
    const spaced = Buffer.from('[ "a" ]').toString('base64url');
    expect(() => decodeCursor(spaced)).toThrow(RequestError);
  });
});

describe('queryPage', () => {
  it('shows every item once, in order, and no cursor on the last page', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.string({ unit: fc.constantFrom(...'0123456789ABCDEF'), minLength: 1 })),
        fc.integer({ min: 1, max: 10 }),
        async (sks, limit) => {
          const sorted = sks.toSorted();
          const { table } = listOf(sorted);
          const seen: unknown[] = [];
          let pages = 0;
          let cursor: string | undefined;
          do {
            const page = await queryPage(
              table,
              { partition: PARTITION },
              { limit, ...(cursor !== undefined && { cursor }) },
            );
            seen.push(...page.items.map(({ sk }) => sk));
            pages += 1;
            cursor = page.nextCursor;
          } while (cursor !== undefined);
          expect(seen).toEqual(sorted);
          expect(pages).toBe(Math.max(1, Math.ceil(sorted.length / limit)));
        },
      ),
    );
  });

  it('goes on in the partition that was asked for, whatever the cursor says', async () => {
    const { table, asked } = listOf([]);
    const foreign = encodeCursor('TENANT#b#WORKFLOWS#');
    await queryPage(table, { partition: PARTITION }, { limit: 5, cursor: foreign });
    expect(asked).toEqual([{ partition: PARTITION, after: { pk: PARTITION, sk: 'TENANT#b#WORKFLOWS#' }, limit: 6 }]);
  });

  it('goes on in an index by the key that the store makes of the position', async () => {
    const { table, asked } = listOf([]);
    const continuation = { position: () => 'never', after: (id: string) => ({ pk: `RUN#${id}`, runsSk: id }) };
    const request = { partition: 'RUNS#', index: 'runs', reverse: true } as const;
    await queryPage(table, request, { limit: 5, cursor: encodeCursor('run_1') }, continuation);
    expect(asked).toEqual([{ ...request, after: { pk: 'RUN#run_1', runsSk: 'run_1' }, limit: 6 }]);
  });

  it('goes on after a page that ended at its size', async () => {
    const query = async () => ({ items: [{ pk: PARTITION, sk: 'a' }], lastKey: { pk: PARTITION, sk: 'a' } });
    const page = await queryPage({ query } as unknown as Table, { partition: PARTITION }, { limit: 5 });
    expect(page.nextCursor).toBe(encodeCursor('a'));
  });

  it('answers 400 to a position that the table refuses, and passes on any other failure', async () => {
    const failing = (name: string) =>
      ({ query: () => Promise.reject(Object.assign(new Error('refused'), { name })) }) as unknown as Table;
    const page = { limit: 1, cursor: encodeCursor('a') };
    const request = { partition: PARTITION };
    await expect(queryPage(failing('ValidationException'), request, page)).rejects.toMatchObject({
      code: 'INVALID_CURSOR',
    });
    await expect(queryPage(failing('ThrottlingException'), request, page)).rejects.toMatchObject({
      name: 'ThrottlingException',
    });
    await expect(queryPage(failing('ValidationException'), request, { limit: 1 })).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });
});
