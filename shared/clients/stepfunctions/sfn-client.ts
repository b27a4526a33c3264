import { SFNClient } from '@aws-sdk/client-sfn';
import { httpOptions, MAX_ATTEMPTS } from '../aws/http-options.ts';

let client: SFNClient | undefined;

/** The process's one client. Emulators do not resolve the `sync-` host prefix that some operations put before the host. */
export function sfnClient(): SFNClient {
  client ??= new SFNClient({
    maxAttempts: MAX_ATTEMPTS,
    disableHostPrefix: process.env.AWS_ENDPOINT_URL !== undefined,
    requestHandler: httpOptions(),
  });
  return client;
}
