import { KMSClient, type KMSClientConfig } from '@aws-sdk/client-kms';
import { httpOptions, MAX_ATTEMPTS } from '../aws/http-options.ts';

let client: KMSClient | undefined;

/** The process's one client, made with the first call. Region, credentials and AWS_ENDPOINT_URL come from the environment. */
export function kmsClient(): KMSClient {
  client ??= createKmsClient();
  return client;
}

/** @param credentials @default those of the environment */
export const createKmsClient = (credentials?: NonNullable<KMSClientConfig['credentials']>): KMSClient =>
  new KMSClient({
    ...(credentials !== undefined && { credentials }),
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: httpOptions(),
  });
