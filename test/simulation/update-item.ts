import { isJsonObject, type Json, type JsonObject } from '../../shared/domain/json/json.ts';
import { TaskError } from './asl.ts';

type Attributes = Record<string, unknown>;

/**
 * The machine's own writes, as DynamoDB would do them: `SET a = :b` on a condition of equalities and absences.
 * @throws TaskError when the condition fails
 */
export function updateItem(item: Attributes, parameters: JsonObject): void {
  const names = objectAt(parameters.ExpressionAttributeNames);
  const values = objectAt(parameters.ExpressionAttributeValues);
  const nameOf = (name: string) => String(names[name] ?? name);
  const valueAt = (value: string) => scalar(values[value]);
  const condition = parameters.ConditionExpression;
  const terms = typeof condition === 'string' ? condition.split(' AND ') : [];
  if (!terms.every((term) => holds(item, term, nameOf, valueAt))) {
    throw new TaskError('DynamoDb.ConditionalCheckFailedException');
  }
  const assignments = String(parameters.UpdateExpression).replace(/^SET /, '').split(', ');
  for (const assignment of assignments) {
    const [, name, value] = /^(#?\w+) = (:\w+)$/.exec(assignment) ?? [];
    if (name === undefined || value === undefined) throw new Error(`Not understood: ${assignment}`);
    item[nameOf(name)] = valueAt(value);
  }
}

function holds(
  item: Attributes,
  term: string,
  nameOf: (name: string) => string,
  valueAt: (value: string) => unknown,
): boolean {
  const [, test, tested] = /^attribute_(exists|not_exists)\((#?\w+)\)$/.exec(term) ?? [];
  if (tested !== undefined) {
    // The memory says false where the table says nothing, and it holds no keys.
    const exists = tested === 'pk' || (item[nameOf(tested)] ?? false) !== false;
    return exists === (test === 'exists');
  }
  const [, name, value] = /^(#?\w+) = (:\w+)$/.exec(term) ?? [];
  if (name === undefined || value === undefined) throw new Error(`Not understood: ${term}`);
  return item[nameOf(name)] === valueAt(value);
}

const objectAt = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});

/** `{ N: '7' }` or `{ S: 'x' }`. */
function scalar(value: Json | undefined): unknown {
  const { N, S } = objectAt(value);
  if (N !== undefined) return Number(N);
  if (S === undefined) throw new Error('Neither a number nor a text.');
  return S;
}
