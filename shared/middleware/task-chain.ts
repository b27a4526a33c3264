import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { Log, LogFields } from '../domain/log.ts';
import { addLogFields, runInLogScope } from '../observability/log-scope.ts';
import { logger } from '../observability/logger.ts';
import { type Meter, meter } from '../observability/metrics.ts';
import { traced } from './traced.ts';

interface TaskOptions<Event> {
  /** Function name for the trace. @default `context.functionName` */
  readonly name?: string;
  /** Ids in the event that every log line of the invocation shall bear. */
  readonly fields?: (event: Event) => LogFields;
  /** Errors that are answers, such as a denial: they are thrown on without a line in the log. */
  readonly expected?: (error: unknown) => boolean;
  readonly log?: Log;
  readonly meter?: Meter;
}

/**
 * For functions that are called by other machines: the engine, the tick, the authorizer. Errors go back to the caller,
 * who matches them by name; the log has them with their causes.
 *
 * 1. `flushMetrics` outermost: written whatever happens.
 * 2. `logErrors` next: it sees every error of the handler.
 * 3. `taskContext` last before the handler, as nothing else needs its fields.
 */
export function taskChain<Event, Result>(
  handler: (event: Event, context: Context) => Promise<Result>,
  options: TaskOptions<Event> = {},
): (event: Event, context: Context) => Promise<Result> {
  const { log = logger(), fields = () => ({}), expected = () => false } = options;
  // The caller has its own time limit and retries: no early answer is of use to it.
  const chain = middy<Event, Result>({ timeoutEarlyInMillis: 0 })
    .use([flushMetrics(options.meter ?? meter()), logErrors(log, expected), taskContext(fields)])
    .handler(traced(options.name ?? 'task', handler));
  return (event, context) => runInLogScope(() => chain(event, context));
}

type TaskMiddleware = middy.MiddlewareObj<unknown, unknown, Error, Context>;

function flushMetrics(target: Meter): TaskMiddleware {
  const flush = (): void => target.flush();
  return { after: flush, onError: flush };
}

function logErrors(log: Log, expected: (error: unknown) => boolean): TaskMiddleware {
  const onError = ({ error }: middy.Request): void => {
    if (!expected(error)) log.error('Invocation failed', { error });
  };
  return { onError };
}

function taskContext<Event>(fields: (event: Event) => LogFields): TaskMiddleware {
  const before = ({ event, context }: middy.Request): void => {
    addLogFields({ lambdaRequestId: context.awsRequestId, ...fields(event as Event) });
  };
  return { before };
}
