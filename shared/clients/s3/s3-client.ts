import type { S3Client } from '@aws-sdk/client-s3';

const CONNECT_MS = 1000;
const REQUEST_MS = 10_000;

let client: Promise<S3Client> | undefined;

/** The process's one client. Most bodies are small and lie in the table, so it is loaded with the first that does not. */
export function s3Client(): Promise<S3Client> {
  client ??= createClient();
  return client;
}

async function createClient(): Promise<S3Client> {
  const { S3Client } = await import('@aws-sdk/client-s3');
  return new S3Client({
    maxAttempts: 3,
    // Emulators serve all buckets under one host, and a presigned URL must not ask for a checksum of nothing.
    forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: REQUEST_MS },
  });
}
