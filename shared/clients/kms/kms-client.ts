import { KMSClient } from '@aws-sdk/client-kms';

const CONNECT_MS = 1000;
const REQUEST_MS = 3000;
const MAX_ATTEMPTS = 3;

let client: KMSClient | undefined;

/** The process's one client, made with the first call. Region, credentials and AWS_ENDPOINT_URL come from the environment. */
export function kmsClient(): KMSClient {
  client ??= new KMSClient({
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: REQUEST_MS, throwOnRequestTimeout: true },
  });
  return client;
}
