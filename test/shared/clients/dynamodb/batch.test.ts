import { afterEach, describe, expect, it, vi } from 'vitest';
import { tableWorld } from './table-world.ts';

afterEach(() => void vi.restoreAllMocks());

describe('a batch', () => {
  const key = (n: number) => ({ pk: 'P#', sk: String(n) });
  const some = (count: number) => Array.from({ length: count }, (_, n) => key(n));
  const raw = (n: number) => ({ pk: { S: 'P#' }, sk: { S: String(n) } });

  it('reads in chunks of 100 what is there', async () => {
    const { table, sent } = tableWorld([{ Responses: { table: [raw(0)] } }, { Responses: { table: [raw(101)] } }]);
    expect(await table.batchGet(some(102), { consistent: true })).toEqual([key(0), key(101)]);
    const requests = sent.map(
      ({ input }) => input.RequestItems as { table: { Keys: object[]; ConsistentRead: boolean } },
    );
    expect(requests.map(({ table: { Keys, ConsistentRead } }) => [Keys.length, ConsistentRead])).toEqual([
      [100, true],
      [2, true],
    ]);
    expect(sent[0]?.input.ReturnConsumedCapacity).toBe('TOTAL');
    const nothing = tableWorld([]);
    expect(await nothing.table.batchGet([])).toEqual([]);
  });

  it('asks again for what was not processed, with what is next', async () => {
    const { table, sent } = tableWorld([
      { Responses: { table: [raw(0)] }, UnprocessedKeys: { table: { Keys: [raw(1)] } } },
      { Responses: { table: [raw(1), raw(100)] } },
    ]);
    expect(await table.batchGet(some(101))).toEqual([key(0), key(1), key(100)]);
    expect(sent[1]?.input).toMatchObject({ RequestItems: { table: { Keys: [raw(1), raw(100)] } } });
  });

  it('writes in chunks of 25, puts and deletes', async () => {
    const { table, sent } = tableWorld([{}, { UnprocessedItems: {} }]);
    await table.batchWrite([...some(24).map((put) => ({ put })), ...some(2).map((it) => ({ delete: it }))]);
    const chunks = sent.map(({ input }) => (input.RequestItems as { table: object[] }).table);
    expect(chunks.map(({ length }) => length)).toEqual([25, 1]);
    expect(chunks[0]?.[0]).toEqual({ PutRequest: { Item: raw(0) } });
    expect(chunks[1]?.[0]).toEqual({ DeleteRequest: { Key: raw(1) } });
  });

  it('goes on as long as something is processed, and says what is left when nothing is', async () => {
    const request = (n: number) => ({ PutRequest: { Item: raw(n) } });
    const unprocessed = (...left: number[]) => ({ UnprocessedItems: { table: left.map(request) } });
    const slowly = tableWorld([unprocessed(1, 2), unprocessed(2), {}]);
    await slowly.table.batchWrite(some(3).map((put) => ({ put })));
    expect(slowly.sent).toHaveLength(3);

    vi.spyOn(Math, 'random').mockReturnValue(0);
    const stuck = tableWorld(Array.from({ length: 11 }, () => unprocessed(0, 1)));
    const writing = stuck.table.batchWrite([...some(2), ...some(25)].map((put) => ({ put })));
    await expect(writing).rejects.toMatchObject({ name: 'UnprocessedError', left: 2 });
    expect(stuck.sent).toHaveLength(10);
  });

  it('stops when no time is left, and says how much there was to do', async () => {
    let remaining = 1000;
    const answer = async () => {
      remaining = 0;
      return { UnprocessedItems: { table: [{ PutRequest: { Item: raw(0) } }] } };
    };
    const { table, sent } = tableWorld([answer], undefined, () => remaining);
    const writing = table.batchWrite(some(30).map((put) => ({ put })));
    await expect(writing).rejects.toMatchObject({
      name: 'UnprocessedError',
      left: 6,
      message: expect.stringContaining('no time'),
    });
    expect(sent).toHaveLength(1);
  });

  it('says how much is left after an error too', async () => {
    const { table } = tableWorld([{}, new Error('no network')]);
    const writing = table.batchWrite(some(60).map((put) => ({ put })));
    await expect(writing).rejects.toMatchObject({ left: 35, message: 'batchWrite: 35 items were left: no network' });
  });
});
