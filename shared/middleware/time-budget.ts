import type middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { startInvocation } from '../clients/aws/time-limit.ts';

/** Kept back of an invocation, to say what went wrong when a client has waited for the rest. */
const KEPT_MS = 1000;

/** Bounds what the clients may wait in this invocation by the time that it has. */
export function timeBudget(): middy.MiddlewareObj<unknown, unknown, Error, Context> {
  return { before: ({ context }) => startInvocation(context.getRemainingTimeInMillis() - KEPT_MS) };
}
