import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { processSettings } from '../clients/ssm/process-settings.ts';
import { RequestError } from '../domain/errors.ts';
import type { Log, LogFields } from '../domain/log.ts';
import type { Vault } from '../domain/secret/vault.ts';
import type { LiveSettings } from '../domain/settings/live-settings.ts';
import { addLogFields, runInLogScope } from '../observability/log-scope.ts';
import { logger } from '../observability/logger.ts';
import { type Meter, meter } from '../observability/metrics.ts';
import { settingsObserver } from '../observability/settings-observer.ts';
import { admit } from './admit.ts';
import { answer } from './answer.ts';
import { audit } from './audit.ts';
import { compress } from './compress.ts';
import { cors } from './cors.ts';
import type { ApiDeps } from './deps.ts';
import { etag } from './etag.ts';
import { eventContext, flushMetrics, logErrors } from './event-middleware.ts';
import { idempotency } from './idempotency.ts';
import { liveSettings } from './live-settings.ts';
import { matchRoute } from './match-route.ts';
import { checkOptions } from './options.ts';
import { prepareCall, type RouteLoaders } from './prepare-call.ts';
import { principal } from './principal.ts';
import { rateLimit } from './rate-limit.ts';
import { requestContext } from './request-context.ts';
import { requestLog } from './request-log.ts';
import { retrying } from './retry.ts';
import { secrets } from './secrets.ts';
import { timeBudget } from './time-budget.ts';
import { traced } from './traced.ts';

/** What the chain of an API function is made of. */
export interface ApiParts {
  readonly routes: RouteLoaders;
  readonly deps: ApiDeps;
  readonly vault: ((tenantId: string) => Vault) | undefined;
}

/** Left for an answer in our envelope when a route takes all of the function's time. */
const ANSWER_MS = 500;

/**
 * For routes that need a credential. The order of use is the order of the `before` phases; `after` and `onError` run
 * the other way round.
 *
 * 1. `requestLog` is outermost: it sees every answer, and how long all the rest took.
 * 2. `compress` works on the finished answer, 3. `etag` on its text before that.
 * 4. `answer` comes next: whatever any later part throws becomes an answer in the envelope.
 * 5. `requestContext` before all that logs or answers: both need the ids.
 * 6. `timeBudget` before anything that calls out: no client waits longer than the invocation lasts.
 * 7. `matchRoute` early, so that log lines of refused requests name their route; it refuses nothing itself. It begins
 *    to load the route's code, which comes while the settings do.
 * 8. `liveSettings` before all that obeys a setting: the level of the log, limits, switches.
 * 9. `cors` before all that refuses: a page may read why. It answers `OPTIONS` by itself, and nothing else sees that.
 * 10. `principal` before the limits: they are counted per tenant.
 * 11. `rateLimit` before everything that costs: a flood of forbidden, unknown or huge requests is cut off here.
 * 12. `audit` before `admit`: what was denied is written down, too.
 * 13. `admit` before the body is looked at: nobody probes schemas without the right to call the route.
 * 14. `secrets` after it is sure whose: the vault is bound to the tenant; it is wiped as soon as the route is done.
 * 15. `prepareCall` waits for the route's code, reads the body and replaces the event by the validated call.
 * 16. `idempotency` last: what is refused uses no key up; what it keeps is the route's own result.
 */
export const apiChain = ({ routes, deps, vault }: ApiParts) =>
  httpChain(routes, deps).use([
    principal(),
    limits(deps),
    audit({ trail: deps.audit, log: deps.log, settings: deps.settings, now: deps.now }),
    admit({ log: deps.log, settings: deps.settings }),
    secrets({ vault }),
    prepareCall({ log: deps.log, now: deps.now }),
    idempotency({ answers: deps.answers, log: deps.log, now: deps.now }),
  ]);

/** For routes that need no credential: without `principal`, `audit`, `secrets` and `idempotency`, otherwise as `apiChain`. */
export const publicChain = ({ routes, deps }: ApiParts) =>
  httpChain(routes, deps).use([
    limits(deps),
    admit({ log: deps.log, settings: deps.settings }),
    prepareCall({ log: deps.log, now: deps.now }),
  ]);

const limits = ({ limiter, settings, now, sleep }: ApiDeps) => rateLimit({ limiter, settings, now, sleep });

const httpChain = (routes: RouteLoaders, { log, meter: target, now, settings }: ApiDeps) =>
  middy({ timeoutEarlyInMillis: ANSWER_MS, timeoutEarlyResponse: outOfTime }).use([
    requestLog({ log, meter: target, now }),
    compress(),
    etag(),
    answer({ log }),
    requestContext({ now }),
    timeBudget(),
    matchRoute({ routes }),
    liveSettings({ settings }),
    cors({ settings }),
  ]);

function outOfTime(): never {
  throw new RequestError(504, 'TIMEOUT', 'The request took too long. It may or may not have had its effect.');
}

export interface EventOptions<Event> {
  /** Function name for the trace. */
  readonly name?: string;
  /** Ids in the event that every log line of the invocation shall bear. */
  readonly fields?: (event: Event) => LogFields;
  /** Errors that are answers, such as a denial: they are thrown on without a line in the log. */
  readonly expected?: (error: unknown) => boolean;
  readonly log?: Log;
  readonly meter?: Meter;
  readonly settings?: LiveSettings;
}

type Work<Event, Result> = (event: Event, context: Context) => Promise<Result>;

/**
 * For functions that our own machines call and wait for: the engine, the tick, the authorizer. Errors go back to the
 * caller, who matches them by name; the log has them with their causes.
 *
 * 1. `flushMetrics` outermost: written whatever happens.
 * 2. `logErrors` next: it sees every error of the handler, after the last attempt.
 * 3. `timeBudget` before anything that calls out.
 * 4. `liveSettings` before all that obeys a setting.
 * 5. `eventContext` last before the handler, as nothing else needs its fields.
 * 6. Around the handler `retry`: what fails by something that passes is tried again while time is left, and is a
 *    `TransientTaskError` at last.
 */
export function taskChain<Event, Result>(
  handler: Work<Event, Result>,
  options: EventOptions<Event> = {},
): Work<Event, Result> {
  return eventChain('task', retrying(handler), options);
}

/**
 * For functions that AWS calls when something happens outside: a sign-up, a schedule. As `taskChain`; what has no id of
 * its own to be found by has that of the invocation.
 */
export function triggerChain<Event, Result>(
  handler: Work<Event, Result>,
  options: EventOptions<Event> = {},
): Work<Event, Result> {
  const { fields = () => ({}) } = options;
  const traced = (event: Event, context: Context): Promise<Result> => {
    addLogFields({ correlationId: context.awsRequestId, ...fields(event) });
    return retrying(handler)(event, context);
  };
  return eventChain('trigger', traced, options);
}

/**
 * For functions that take messages from a queue, one by one: a message that fails goes back to the queue alone, the
 * others of its batch are done. As `taskChain`, with `retry` around each message.
 */
export function consumerChain(
  handler: (record: SQSRecord, context: Context) => Promise<void>,
  options: EventOptions<SQSEvent> & { readonly recordFields?: (record: SQSRecord) => LogFields } = {},
): Work<SQSEvent, SQSBatchResponse> {
  const { recordFields = () => ({}), ...rest } = options;
  const { log = logger() } = options;
  const one = retrying(handler);
  const consume = async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const { consumeBatch } = await import('./consume-batch.ts');
    const attempt = (record: SQSRecord): Promise<void> =>
      runInLogScope(async () => {
        addLogFields({ messageId: record.messageId, correlationId: correlationOf(record), ...recordFields(record) });
        try {
          await one(record, context);
        } catch (error) {
          log.error('Message failed', { error });
          throw error;
        }
      });
    return consumeBatch(event, attempt, context);
  };
  return eventChain('consumer', consume, rest);
}

const correlationOf = ({ messageId, messageAttributes }: SQSRecord): string =>
  messageAttributes?.correlationId?.stringValue ?? messageId;

const OPTIONS = ['name', 'fields', 'expected', 'log', 'meter', 'settings'] as const;

function eventChain<Event, Result>(
  kind: string,
  work: Work<Event, Result>,
  options: EventOptions<Event>,
): Work<Event, Result> {
  checkOptions(`${kind}Chain`, options, OPTIONS);
  const { log = logger(), fields = () => ({}), expected = () => false } = options;
  const target = options.meter ?? meter();
  const settings = options.settings ?? processSettings(process.env, settingsObserver(log, target));
  // The caller has its own time limit and retries: no early answer is of use to it.
  const chain = middy<Event, Result>({ timeoutEarlyInMillis: 0 })
    .use([
      flushMetrics(target),
      logErrors(log, expected),
      timeBudget(),
      liveSettings({ settings }),
      eventContext(fields),
    ])
    .handler(traced(options.name ?? kind, work));
  return (event, context) => runInLogScope(() => chain(event, context));
}
