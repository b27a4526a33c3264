import type { QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { TABLE } from '../../contract/table.ts';
import { toItem } from './item.ts';
import type { QueryRequest } from './requests.ts';

const KEYS_OF_INDEX = {
  [TABLE.runsIndex]: { partition: TABLE.runsPartitionKey, sort: TABLE.runsSortKey },
  [TABLE.dueIndex]: { partition: TABLE.dueShardKey, sort: TABLE.dueAtKey },
} as const;

/** A query in the SDK's spelling, without the table's name. */
export function queryInput(request: QueryRequest): Omit<QueryCommandInput, 'TableName'> {
  const { partition, index, sort, after } = request;
  const keys = index === undefined ? { partition: TABLE.partitionKey, sort: TABLE.sortKey } : KEYS_OF_INDEX[index];
  const condition = sortCondition(sort);
  return {
    IndexName: index,
    KeyConditionExpression: condition === undefined ? '#p = :p' : `#p = :p AND ${condition.expression}`,
    ExpressionAttributeNames: { '#p': keys.partition, ...(condition && { '#s': keys.sort }) },
    ExpressionAttributeValues: toItem({ ':p': partition, ':s': condition?.value, ':last': condition?.last }),
    ExclusiveStartKey: after === undefined ? undefined : toItem(after),
    Limit: request.limit,
    ScanIndexForward: request.reverse !== true,
    ConsistentRead: request.consistent === true,
  };
}

/** Sorts behind every key that begins with what it is put behind. */
const LAST = '\uffff';

interface SortCondition {
  readonly expression: string;
  readonly value: string | number;
  readonly last?: string;
}

function sortCondition(sort: QueryRequest['sort']): SortCondition | undefined {
  if (sort === undefined) return undefined;
  if ('beginsWith' in sort) return { expression: 'begins_with(#s, :s)', value: sort.beginsWith };
  if ('atMost' in sort) return { expression: '#s <= :s', value: sort.atMost };
  return { expression: '#s BETWEEN :s AND :last', value: sort.from, last: `${sort.through}${LAST}` };
}
