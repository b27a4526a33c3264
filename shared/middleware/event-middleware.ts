import type middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { Log, LogFields } from '../domain/log.ts';
import { addLogFields } from '../observability/log-scope.ts';
import type { Meter } from '../observability/metrics.ts';

/** The parts of the chains of functions that machines call. */
export type EventMiddleware = middy.MiddlewareObj<unknown, unknown, Error, Context>;

/** Writes the metrics of the invocation, whatever became of it. */
export function flushMetrics(target: Meter): EventMiddleware {
  const flush = (): void => target.flush();
  return { after: flush, onError: flush };
}

/** Logs every error of the handler, less those that are answers. */
export function logErrors(log: Log, expected: (error: unknown) => boolean): EventMiddleware {
  const onError = ({ error }: middy.Request): void => {
    if (!expected(error)) log.error('Invocation failed', { error });
  };
  return { onError };
}

/** Puts the ids of the event into every line of the invocation. */
export function eventContext<Event>(fields: (event: Event) => LogFields): EventMiddleware {
  const before = ({ event, context }: middy.Request): void => {
    addLogFields({ lambdaRequestId: context.awsRequestId, ...fields(event as Event) });
  };
  return { before };
}
