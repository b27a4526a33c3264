import { type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { fromItem, type Item, toItem, toValues } from './item.ts';
import type { QueryResult } from './requests.ts';

interface ScanRequest {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** Items looked at, whether they fit the filter or not. */
  readonly limit: number;
  /** Goes on behind this key: what `lastKey` of the page before said. */
  readonly after?: Item | undefined;
  /** A condition that items have to meet: a page may be empty and not the last. */
  readonly filter?: { readonly condition: string; readonly names?: Record<string, string>; readonly values?: Item };
}

/** A page of the whole table, across tenants. For the operator's tools: no function has the right to scan. */
export async function scanPage({ client, tableName, limit, after, filter }: ScanRequest): Promise<QueryResult> {
  const command = new ScanCommand({
    TableName: tableName,
    Limit: limit,
    ExclusiveStartKey: after === undefined ? undefined : toItem(after),
    FilterExpression: filter?.condition,
    ExpressionAttributeNames: filter?.names,
    ExpressionAttributeValues: toValues(filter?.values),
    ConsistentRead: true,
    ReturnConsumedCapacity: 'TOTAL',
  });
  const { Items: items = [], LastEvaluatedKey: lastKey } = await client.send(command);
  return { items: items.map(fromItem), ...(lastKey !== undefined && { lastKey: fromItem(lastKey) }) };
}
