import { SSMClient } from '@aws-sdk/client-ssm';
import { httpOptions } from '../aws/http-options.ts';

/** Of one attempt. Readers wait half a second in all, and have something to go on with. */
const REQUEST_MS = 400;
const ATTEMPTS = 2;

let client: SSMClient | undefined;

/** The process's one client, made with the first call. Region, credentials and AWS_ENDPOINT_URL come from the environment. */
export function ssmClient(): SSMClient {
  client ??= new SSMClient({ maxAttempts: ATTEMPTS, requestHandler: httpOptions(REQUEST_MS) });
  return client;
}
