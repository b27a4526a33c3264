import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/**
 * A call that hangs costs more than one that is tried again: DynamoDB answers in single-digit milliseconds. The sum of
 * all attempts, (1 s + 3 s) * 3 and the pauses between, stays under the gateway's 29 s.
 */
const CONNECT_MS = 1000;
const REQUEST_MS = 3000;
const MAX_ATTEMPTS = 3;

let client: DynamoDBClient | undefined;

/** The process's one client, made with the first call. Region, credentials and AWS_ENDPOINT_URL come from the environment. */
export function dynamoClient(): DynamoDBClient {
  client ??= new DynamoDBClient({
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: REQUEST_MS, throwOnRequestTimeout: true },
  });
  return client;
}
