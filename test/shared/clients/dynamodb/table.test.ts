import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { ConditionFailedError } from '../../../../shared/clients/dynamodb/errors.ts';
import { Table } from '../../../../shared/clients/dynamodb/table.ts';
import { FakeLog } from '../../../support/fake-log.ts';

type Answer = object | Error;
const KEY = { pk: 'TENANT#a#', sk: 'x' } as const;
const META = { message: '', $metadata: {} };

/** A client that answers in turn, and refuses a call more than it was told of. */
function world(answers: readonly (Answer | (() => Promise<Answer>))[], slowMs?: number) {
  const sent: { readonly name: string; readonly input: Record<string, unknown> }[] = [];
  const left = [...answers];
  const send = async (command: { readonly input: Record<string, unknown> }) => {
    sent.push({ name: command.constructor.name, input: command.input });
    const next = left.shift();
    if (next === undefined) throw new Error(`${command.constructor.name} is not faked`);
    const answer = typeof next === 'function' ? await next() : next;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const log = new FakeLog();
  const client = { send } as unknown as DynamoDBClient;
  const table = new Table({ client, tableName: 'table', log, ...(slowMs !== undefined && { slowMs }) });
  return { table, sent, log, left };
}

const canceled = (...codes: readonly string[]) =>
  new TransactionCanceledException({ ...META, CancellationReasons: codes.map((Code) => ({ Code })) });

describe('reading', () => {
  it('gets an item as plain values, and undefined where there is none', async () => {
    const { table, sent } = world([{ Item: { pk: { S: 'p' }, n: { N: '1.5' }, list: { L: [{ NULL: true }] } } }, {}]);
    expect(await table.get(KEY, { consistent: true })).toEqual({ pk: 'p', n: 1.5, list: [null] });
    expect(await table.get(KEY)).toBeUndefined();
    const Key = { pk: { S: KEY.pk }, sk: { S: KEY.sk } };
    expect(sent[0]?.input).toMatchObject({ TableName: 'table', Key, ConsistentRead: true });
    expect(sent[1]?.input).toMatchObject({ ConsistentRead: false, ReturnConsumedCapacity: 'TOTAL' });
  });

  it('queries a partition of the table', async () => {
    const { table, sent } = world([{ Items: [{ sk: { S: 'a' } }], LastEvaluatedKey: { sk: { S: 'a' } } }]);
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
    const { table, sent } = world([{ Items: [] }, { Items: [] }]);
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
    const { table, sent } = world([page('a', true), page('b', true), page('c', false)]);
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
    const { table, sent } = world([{}]);
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
    const { table, sent } = world([{ Attributes: { n: { N: '2' } } }]);
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
    const { table } = world([failure(), failure(), failure(), new ConditionalCheckFailedException(META)]);
    const expected = { name: 'ConditionFailedError', failed: [{ index: 0, item: { pk: 'p', n: 9 } }] };
    await expect(table.put({ item: KEY })).rejects.toMatchObject(expected);
    await expect(table.update({ key: KEY, update: 'SET a = b' })).rejects.toMatchObject(expected);
    await expect(table.delete({ key: KEY, condition: 'n = n' })).rejects.toMatchObject(expected);
    await expect(table.delete({ key: KEY })).rejects.toMatchObject({ failed: [{ index: 0 }] });
  });

  it('writes the actions of a transaction in their order', async () => {
    const { table, sent } = world([{}]);
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
    const { table, left } = world([failure, {}]);
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
    const passing = world([collision(), canceled('ThrottlingError'), collision(), {}]);
    await passing.table.transactWrite([{ put: { item: KEY } }]);
    expect(passing.sent).toHaveLength(4);
    const single = world([new TransactionConflictException(META), {}]);
    await single.table.put({ item: KEY });
    expect(single.sent).toHaveLength(2);
    const lasting = world(Array.from({ length: 9 }, collision));
    await expect(lasting.table.transactWrite([{ put: { item: KEY } }])).rejects.toBeInstanceOf(
      TransactionCanceledException,
    );
    expect(lasting.sent).toHaveLength(5);
  });

  it('does not repeat any other failure', async () => {
    const { table, sent } = world([canceled('ValidationError'), {}]);
    await expect(table.transactWrite([{ put: { item: KEY } }])).rejects.toBeInstanceOf(TransactionCanceledException);
    expect(sent).toHaveLength(1);
  });
});

describe('the log of the table', () => {
  it('tells every call with time and capacity, for those who debug', async () => {
    const { table, log } = world([
      { ConsumedCapacity: { CapacityUnits: 0.5 } },
      { ConsumedCapacity: [{ CapacityUnits: 2 }, { CapacityUnits: 4 }] },
    ]);
    await table.get(KEY);
    await table.transactWrite([{ delete: { key: KEY } }]);
    expect(log.lines).toMatchObject([
      {
        level: 'debug',
        fields: { operation: 'get', partition: KEY.pk, consumedCapacity: 0.5, durationMs: expect.any(Number) },
      },
      { level: 'debug', fields: { operation: 'transactWrite', partition: KEY.pk, consumedCapacity: 6 } },
    ]);
  });

  it('warns of slow calls, also of those that failed', async () => {
    const late = (answer: Answer) => () => new Promise<Answer>((resolve) => setTimeout(() => resolve(answer), 15));
    const { table, log } = world([late({}), late(new Error('timeout'))], 10);
    await table.get(KEY);
    await expect(table.get(KEY)).rejects.toThrow('timeout');
    expect(log.of('warn')).toMatchObject([
      { message: 'Slow database call', fields: { operation: 'get' } },
      { message: 'Slow database call', fields: { failure: 'Error' } },
    ]);
  });

  it('does not hold what an API key is found by', async () => {
    const { table, log } = world([{}]);
    await table.get({ pk: 'APIKEY#0123456789abcdef0123456789abcdef#', sk: 'APIKEY' });
    expect(log.lines[0]?.fields.partition).toBe('APIKEY#01234567');
  });
});
