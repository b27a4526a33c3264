import type { Context } from 'aws-lambda';
import { isTransient, TransientTaskError } from '../domain/transient.ts';

export interface RetryOptions {
  /** The first one counts. */
  readonly attempts: number;
  /** Left of the invocation when no further attempt is begun. */
  readonly reserveMs: number;
  /** Of the first pause; each further one is twice as long, drawn with full jitter. */
  readonly pauseMs: number;
}

export const RETRY: RetryOptions = { attempts: 3, reserveMs: 2000, pauseMs: 200 };

type Work<Event, Result> = (event: Event, context: Context) => Promise<Result>;

/**
 * Tries work again while it fails by something that passes and the time of the invocation allows.
 * @throws TransientTaskError when the last attempt failed so too; any other error as it is
 */
export function retrying<Event, Result>(work: Work<Event, Result>, options: RetryOptions = RETRY): Work<Event, Result> {
  return async (event, context) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work(event, context);
      } catch (error) {
        if (!isTransient(error)) throw error;
        const pauseMs = Math.random() * options.pauseMs * 2 ** (attempt - 1);
        const isTimeLeft = context.getRemainingTimeInMillis() - pauseMs > options.reserveMs;
        if (attempt >= options.attempts || !isTimeLeft) throw failed(attempt, error);
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    }
  };
}

const failed = (attempts: number, cause: unknown): TransientTaskError =>
  new TransientTaskError(`Failed in ${attempts} attempts: ${cause instanceof Error ? cause.message : 'unknown'}`, {
    cause,
  });
