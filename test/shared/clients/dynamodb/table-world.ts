import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { CallSettings } from '../../../../shared/clients/dynamodb/calls.ts';
import { Table } from '../../../../shared/clients/dynamodb/table.ts';
import { FakeLog } from '../../../support/fake-log.ts';

export type Answer = object | Error;
export const KEY = { pk: 'TENANT#a#', sk: 'x' } as const;
export const META = { message: '', $metadata: {} };

/** A client that answers in turn, and refuses a call more than it was told of. */
export function tableWorld(
  answers: readonly (Answer | (() => Promise<Answer>))[],
  settings?: CallSettings,
  remainingMs: () => number = () => Number.POSITIVE_INFINITY,
) {
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
  const client = { send, config: { requestHandler: {} } } as unknown as DynamoDBClient;
  const table = new Table({ client, tableName: 'table', log, remainingMs, ...(settings && { settings }) });
  return { table, sent, log, left };
}
