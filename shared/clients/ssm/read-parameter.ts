import { SSMProvider } from '@aws-lambda-powertools/parameters/ssm';
import type { ReadParameter } from './read-lazily.ts';
import { ssmClient } from './ssm-client.ts';

/** Whoever asks has something to go on with, and a request that waits. */
const PATIENCE_MS = 500;

/** A parameter did not come in time; it may be slow or out of reach. */
export class SlowParameterError extends Error {
  override readonly name = 'SlowParameterError';
}

let provider: SSMProvider | undefined;

/**
 * Reads a parameter from Systems Manager, afresh: what is kept, and for how long, is decided where it is used.
 * @throws SlowParameterError after half a second
 * @throws GetParameterError with the cause, when it may not be read or the service fails
 */
export const readParameter: ReadParameter = async (name, { decrypt }) => {
  provider ??= new SSMProvider({ awsSdkV3Client: ssmClient() });
  // The provider's own cache would hold secrets as plain strings: an age of 0 keeps them out of it.
  const options = { decrypt, forceFetch: true, maxAge: 0, throwOnMissing: true } as const;
  try {
    return await inTime(name, provider.get(name, options));
  } catch (error) {
    if (error instanceof Error && error.name === 'ParameterNotFoundError') return undefined;
    throw error;
  }
};

async function inTime<Value>(name: string, work: Promise<Value>): Promise<Value> {
  const over = Promise.withResolvers<never>();
  const timer = setTimeout(() => over.reject(new SlowParameterError(`${name} took too long.`)), PATIENCE_MS);
  try {
    return await Promise.race([work, over.promise]);
  } finally {
    clearTimeout(timer);
    // The loser may still fail, and nobody listens any more.
    work.catch(() => {});
  }
}
