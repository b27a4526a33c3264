import { STSClient } from '@aws-sdk/client-sts';
import { httpOptions, MAX_ATTEMPTS } from '../aws/http-options.ts';

let client: STSClient | undefined;

/** The process's one client, made with the first call. Region, credentials and AWS_ENDPOINT_URL come from the environment. */
export function stsClient(): STSClient {
  client ??= new STSClient({ maxAttempts: MAX_ATTEMPTS, requestHandler: httpOptions() });
  return client;
}
