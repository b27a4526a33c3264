import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { httpOptions, MAX_ATTEMPTS } from '../aws/http-options.ts';

let client: DynamoDBClient | undefined;

/** The process's one client, made with the first call. Region, credentials and AWS_ENDPOINT_URL come from the environment. */
export function dynamoClient(): DynamoDBClient {
  client ??= new DynamoDBClient({ maxAttempts: MAX_ATTEMPTS, requestHandler: httpOptions() });
  return client;
}
