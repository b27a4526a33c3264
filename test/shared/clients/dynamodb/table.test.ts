import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionConflictException,
  TransactionInProgressException,
} from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ConditionFailedError } from '../../../../shared/clients/dynamodb/errors.ts';
import { type Answer, KEY, META, tableWorld } from './table-world.ts';

const canceled = (...codes: readonly string[]) =>
  new TransactionCanceledException({ ...META, CancellationReasons: codes.map((Code) => ({ Code })) });

afterEach(() => void vi.restoreAllMocks());

describe('reading', () => {
  it('gets an item as plain values, and undefined where there is none', async () => {
    const { table, sent } = tableWorld([
      { Item: { pk: { S: 'p' }, n: { N: '1.5' }, list: { L: [{ NULL: true }] } } },
      {},
    ]);
    expect(await table.get(KEY, { consistent: true })).toEqual({ pk: 'p', n: 1.5, list: [null] });
    expect(await table.get(KEY)).toBeUndefined();
    const Key = { pk: { S: KEY.pk }, sk: { S: KEY.sk } };
    expect(sent[0]?.input).toMatchObject({ TableName: 'table', Key, ConsistentRead: true });
    expect(sent[1]?.input).toMatchObject({ ConsistentRead: false, ReturnConsumedCapacity: 'TOTAL' });
  });

  it('queries a partition of the table', async () => {
    const { table, sent } = tableWorld([{ Items: [{ sk: { S: 'a' } }], LastEvaluatedKey: { sk: { S: 'a' } } }]);
    const request = { partition: 'P#', sort: { beginsWith: 'STEP#' }, limit: 3, after: KEY, consistent: true } as const;
    expect(await table.query(request)).toEqual({ items: [{ sk: 'a' }], lastKey: { sk: 'a' } });
    expect(sent[0]?.input).toMatchObject({
      KeyConditionExpression: '#p = :p AND begins_with(#s, :s)',
      ExpressionAttributeNames: { '#p': 'pk', '#s': 'sk' },
      ExpressionAttributeValues: { ':p': { S: 'P#' }, ':s': { S: 'STEP#' } },
      ExclusiveStartKey: { pk: { S: KEY.pk }, sk: { S: KEY.sk } },
      Limit: 3,
      ScanIndexForward: true,
      ConsistentRead: true,
    });
  });

  it('queries an index by its own keys, downwards when asked', async () => {
    const { table, sent } = tableWorld([{ Items: [] }, { Items: [] }]);
    await table.query({ partition: 'R#', index: 'runs', reverse: true });
    await table.query({ partition: 'DUE#0#', index: 'due', sort: { atMost: 17 } });
    expect(sent[0]?.input).toMatchObject({
      IndexName: 'runs',
      KeyConditionExpression: '#p = :p',
      ScanIndexForward: false,
    });
    expect(sent[0]?.input.ExpressionAttributeNames).toEqual({ '#p': 'runsPk' });
    expect(sent[0]?.input.ExpressionAttributeValues).toEqual({ ':p': { S: 'R#' } });
    expect(sent[1]?.input).toMatchObject({
      KeyConditionExpression: '#p = :p AND #s <= :s',
      ExpressionAttributeNames: { '#p': 'dueShard', '#s': 'dueAt' },
      ExpressionAttributeValues: { ':s': { N: '17' } },
    });
  });

  it('reads all pages of a small partition', async () => {
    const page = (sk: string, more: boolean) => ({
      Items: [{ sk: { S: sk } }],
      ...(more && { LastEvaluatedKey: { pk: { S: 'P#' }, sk: { S: sk } } }),
    });
    const { table, sent } = tableWorld([page('a', true), page('b', true), page('c', false)]);
    expect(await table.queryAll({ partition: 'P#' })).toEqual([{ sk: 'a' }, { sk: 'b' }, { sk: 'c' }]);
    expect(sent.map(({ input }) => input.ExclusiveStartKey)).toEqual([
      undefined,
      { pk: { S: 'P#' }, sk: { S: 'a' } },
      { pk: { S: 'P#' }, sk: { S: 'b' } },
    ]);
  });
});

describe('writing', () => {
  it('puts without undefined attributes and without an empty map of values', async () => {
    const { table, sent } = tableWorld([{}]);
    await table.put({
      item: { ...KEY, a: undefined, deep: { b: undefined, c: 1 } },
      condition: 'attribute_not_exists(pk)',
    });
    expect(sent[0]?.input).toMatchObject({
      Item: { pk: { S: KEY.pk }, sk: { S: KEY.sk }, deep: { M: { c: { N: '1' } } } },
      ConditionExpression: 'attribute_not_exists(pk)',
    });
    expect(sent[0]?.input.Item).not.toHaveProperty('a');
    expect(sent[0]?.input.ExpressionAttributeValues).toBeUndefined();
  });

  it('updates and answers the item as it then is', async () => {
    const { table, sent } = tableWorld([{ Attributes: { n: { N: '2' } } }]);
    const request = {
      key: KEY,
      update: 'SET #n = :n',
      names: { '#n': 'n' },
      values: { ':n': 2 },
      condition: '#n < :n',
    };
    expect(await table.update(request)).toEqual({ n: 2 });
    expect(sent[0]).toMatchObject({
      name: 'UpdateItemCommand',
      input: {
        UpdateExpression: 'SET #n = :n',
        ExpressionAttributeNames: { '#n': 'n' },
        ExpressionAttributeValues: { ':n': { N: '2' } },
        ConditionExpression: '#n < :n',
        ReturnValues: 'ALL_NEW',
      },
    });
  });

  it('makes a broken condition an error of its own, with the item as it stands', async () => {
    const Item = { pk: { S: 'p' }, n: { N: '9' } };
    const failure = () => new ConditionalCheckFailedException({ ...META, Item });
    const { table } = tableWorld([failure(), failure(), failure(), new ConditionalCheckFailedException(META)]);
    const expected = { name: 'ConditionFailedError', failed: [{ index: 0, item: { pk: 'p', n: 9 } }] };
    await expect(table.put({ item: KEY })).rejects.toMatchObject(expected);
    await expect(table.update({ key: KEY, update: 'SET a = b' })).rejects.toMatchObject(expected);
    await expect(table.delete({ key: KEY, condition: 'n = n' })).rejects.toMatchObject(expected);
    await expect(table.delete({ key: KEY })).rejects.toMatchObject({ failed: [{ index: 0 }] });
  });

  it('writes the actions of a transaction in their order', async () => {
    const { table, sent } = tableWorld([{}]);
    await table.transactWrite([
      { put: { item: KEY, condition: 'attribute_not_exists(pk)' } },
      { update: { key: KEY, update: 'ADD n :one', values: { ':one': 1 } } },
      { delete: { key: KEY } },
      { check: { key: KEY, condition: 'n = :n', values: { ':n': 1 } } },
    ]);
    const items = sent[0]?.input.TransactItems as readonly Record<string, Record<string, unknown>>[];
    expect(items.map((item) => Object.keys(item))).toEqual([['Put'], ['Update'], ['Delete'], ['ConditionCheck']]);
    expect(items.every((item) => Object.values(item)[0]?.TableName === 'table')).toBe(true);
    expect(items[3]?.ConditionCheck).toMatchObject({
      ConditionExpression: 'n = :n',
      ExpressionAttributeValues: { ':n': { N: '1' } },
    });
  });

  it('names the actions of a transaction whose conditions did not hold', async () => {
    const failure = new TransactionCanceledException({
      ...META,
      CancellationReasons: [
        { Code: 'None' },
        { Code: 'ConditionalCheckFailed', Item: { n: { N: '3' } } },
        { Code: 'TransactionConflict' },
        { Code: 'ConditionalCheckFailed' },
      ],
    });
    const { table, left } = tableWorld([failure, {}]);
    const writing = table.transactWrite([{ put: { item: KEY } }]);
    await expect(writing).rejects.toBeInstanceOf(ConditionFailedError);
    await expect(writing).rejects.toMatchObject({
      failed: [{ index: 1, item: { n: 3 } }, { index: 3 }],
      cause: failure,
    });
    expect(left).toHaveLength(1);
  });

  it('tries collisions again, a few times', async () => {
    const collision = () => canceled('None', 'TransactionConflict');
    const passing = tableWorld([collision(), canceled('ThrottlingError'), collision(), {}]);
    await passing.table.transactWrite([{ put: { item: KEY } }]);
    expect(passing.sent).toHaveLength(4);
    const single = tableWorld([new TransactionConflictException(META), {}]);
    await single.table.put({ item: KEY });
    expect(single.sent).toHaveLength(2);
    const lasting = tableWorld(Array.from({ length: 9 }, collision));
    await expect(lasting.table.transactWrite([{ put: { item: KEY } }])).rejects.toMatchObject({
      name: 'TransactionConflictError',
      cause: expect.any(TransactionCanceledException),
    });
    expect(lasting.sent).toHaveLength(5);
  });

  it('sends every attempt at a transaction with one token, and each transaction with its own', async () => {
    const { table, sent } = tableWorld([
      canceled('TransactionConflict'),
      new TransactionInProgressException(META),
      {},
      {},
    ]);
    await table.transactWrite([{ put: { item: KEY } }]);
    await table.transactWrite([{ put: { item: KEY } }]);
    const tokens = sent.map(({ input }) => String(input.ClientRequestToken));
    expect(tokens[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(tokens.slice(0, 3)).toEqual([tokens[0], tokens[0], tokens[0]]);
    expect(tokens[3]).not.toBe(tokens[0]);
  });

  it('does not wait for another attempt when no time is left for one', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.9);
    const { table, sent } = tableWorld([canceled('TransactionConflict'), {}], undefined, () => 10);
    const writing = table.transactWrite([{ put: { item: KEY } }]);
    await expect(writing).rejects.toMatchObject({ name: 'TransactionConflictError' });
    expect(sent).toHaveLength(1);
  });

  it('does not repeat any other failure', async () => {
    const { table, sent } = tableWorld([canceled('ValidationError'), {}]);
    await expect(table.transactWrite([{ put: { item: KEY } }])).rejects.toBeInstanceOf(TransactionCanceledException);
    expect(sent).toHaveLength(1);
  });
});

describe('the log of the table', () => {
  const told = { slowMs: () => 1000, queryLogging: () => true };

  it('tells calls with items, time and capacity, once it is told to', async () => {
    const answers = [
      { ConsumedCapacity: { CapacityUnits: 0.5 }, Item: { pk: { S: 'p' } } },
      { ConsumedCapacity: { CapacityUnits: 1.5 }, Items: [{ sk: { S: 'a' } }, { sk: { S: 'b' } }] },
      { ConsumedCapacity: [{ CapacityUnits: 2 }, { CapacityUnits: 4 }], $metadata: { attempts: 3 } },
    ];
    const { table, log } = tableWorld(answers, told);
    await table.get(KEY);
    await table.query({ partition: 'TENANT#a#WORKFLOW#wf_1#RUNS#', index: 'runs' });
    await table.transactWrite([{ delete: { key: KEY } }]);
    const durationMs = expect.any(Number);
    const message = 'Query completed';
    const lines = [
      { operation: 'get', partition: 'TENANT', items: 1, consumedCapacity: 0.5, durationMs, retries: 0 },
      {
        operation: 'query',
        partition: 'TENANT/WORKFLOW/RUNS',
        index: 'runs',
        items: 2,
        consumedCapacity: 1.5,
        durationMs,
        retries: 0,
      },
      { operation: 'transactWrite', partition: 'TENANT', items: 1, consumedCapacity: 6, durationMs, retries: 2 },
    ];
    expect(log.lines).toEqual(lines.map((fields) => ({ level: 'debug', message, fields })));
  });

  it('is silent about quick calls otherwise, and follows the settings as they change', async () => {
    let queryLogging = false;
    const { table, log } = tableWorld([{}, {}, {}], { ...told, queryLogging: () => queryLogging });
    await table.get(KEY);
    queryLogging = true;
    await table.get(KEY);
    queryLogging = false;
    await table.get(KEY);
    expect(log.lines).toHaveLength(1);
    const { table: plain, log: nothing } = tableWorld([{}]);
    await plain.get(KEY);
    expect(nothing.lines).toEqual([]);
  });

  it('warns of slow calls whatever the settings, also of those that failed', async () => {
    const late = (answer: Answer) => () => new Promise<Answer>((resolve) => setTimeout(() => resolve(answer), 15));
    const settings = { slowMs: () => 10, queryLogging: () => false };
    const { table, log } = tableWorld([late({}), late(new Error('timeout')), {}], settings);
    await table.get(KEY);
    await expect(table.get(KEY)).rejects.toThrow('timeout');
    await table.get(KEY);
    expect(log.lines).toMatchObject([
      { level: 'warn', message: 'Slow query', fields: { operation: 'get', items: 0 } },
      { level: 'warn', message: 'Slow query', fields: { failure: 'Error' } },
    ]);
  });

  it('holds neither ids nor values', async () => {
    const { table, log } = tableWorld([{}, new Error('x'), {}], told);
    await table.get({ pk: 'APIKEY#0123456789abcdef#', sk: 'secret-sk' });
    await expect(table.get({ pk: 'TENANT#ten_01#RUN#run_01#', sk: 'secret-sk' })).rejects.toThrow('x');
    await table.update({ key: KEY, update: 'SET a = :a', values: { ':a': 'secret-value' } });
    expect(log.lines.map(({ fields }) => fields.partition)).toEqual(['APIKEY', 'TENANT/RUN', 'TENANT']);
    expect(JSON.stringify(log.lines)).not.toMatch(/0123|_01|secret/);
  });
});

describe('the figures of the table', () => {
  it('count calls, failures, retries and slow calls; a condition that does not hold is an answer', async () => {
    const failure = () => new ConditionalCheckFailedException(META);
    const settings = { slowMs: () => 0, queryLogging: () => false };
    const { table } = tableWorld(
      [{}, failure(), new Error('gone'), new TransactionConflictException(META), {}],
      settings,
    );
    expect(table.figures()).toEqual({ requests: 0, errors: 0, retries: 0, slow: 0, sockets: 0, queued: 0 });
    await table.get(KEY);
    await expect(table.put({ item: KEY })).rejects.toThrow('did not hold');
    await expect(table.get(KEY)).rejects.toThrow('gone');
    await table.put({ item: KEY });
    const lastErrorAt = expect.any(Number);
    expect(table.figures()).toEqual({
      requests: 4,
      errors: 1,
      retries: 1,
      slow: 4,
      lastErrorAt,
      sockets: 0,
      queued: 0,
    });
  });
});
