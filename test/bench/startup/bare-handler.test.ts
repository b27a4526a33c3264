import { describe, expect, it } from 'vitest';
import { bareHandler } from '../../../bench/startup/bare-handler.ts';

describe('bareHandler', () => {
  it('imports the same names, makes the clients and reads one item', () => {
    const source = bareHandler(
      new Map([
        ['@aws-sdk/client-dynamodb', new Set(['DynamoDBClient', 'GetItemCommand'])],
        ['@aws-sdk/client-sfn', new Set(['SFNClient'])],
      ]),
    );
    expect(source).toContain("import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';");
    expect(source).toContain('sdk = [DynamoDBClient, GetItemCommand, SFNClient]');
    expect(source).toContain('{ DynamoDBClient: new DynamoDBClient({}), SFNClient: new SFNClient({}) }');
    expect(source).toContain('clients.DynamoDBClient.send(');
  });

  it('is a handler without the SDK too', () => {
    const source = bareHandler(new Map());
    expect(source).toContain('export const handler =');
    expect(source).not.toContain('import');
  });
});
