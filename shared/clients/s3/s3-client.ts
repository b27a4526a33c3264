import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import { httpOptions, MAX_ATTEMPTS } from '../aws/http-options.ts';

/** An object has some megabytes at most. */
const REQUEST_MS = 8000;

let client: Promise<S3Client> | undefined;

/** The process's one client. Most bodies are small and lie in the table, so it is loaded with the first that does not. */
export function s3Client(): Promise<S3Client> {
  client ??= createS3Client();
  return client;
}

/** @param credentials @default those of the environment */
export async function createS3Client(credentials?: NonNullable<S3ClientConfig['credentials']>): Promise<S3Client> {
  const { S3Client } = await import('@aws-sdk/client-s3');
  return new S3Client({
    ...(credentials !== undefined && { credentials }),
    maxAttempts: MAX_ATTEMPTS,
    // Emulators serve all buckets under one host, and a presigned URL must not ask for a checksum of nothing.
    forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: httpOptions(REQUEST_MS),
  });
}
