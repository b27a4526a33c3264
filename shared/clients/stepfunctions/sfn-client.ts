import { SFNClient } from '@aws-sdk/client-sfn';

const CONNECT_MS = 1000;
const REQUEST_MS = 5000;

let client: SFNClient | undefined;

/** The process's one client. Emulators do not resolve the `sync-` host prefix that some operations put before the host. */
export function sfnClient(): SFNClient {
  client ??= new SFNClient({
    maxAttempts: 3,
    disableHostPrefix: process.env.AWS_ENDPOINT_URL !== undefined,
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: REQUEST_MS },
  });
  return client;
}
