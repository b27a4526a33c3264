import { PARAMS, type ParamName } from '../contract/params.ts';
import { ROUTES, type RouteName } from '../contract/routes.ts';
import type { AuditEvent, AuditTrail } from '../domain/audit/audit.ts';
import type { JsonObject } from '../domain/json/json.ts';
import type { Log } from '../domain/log.ts';
import type { LiveSettings } from '../domain/settings/live-settings.ts';
import { NO_TENANT } from '../domain/tenant/tenant.ts';
import { toRequestError } from './map-error.ts';
import { checkOptions } from './options.ts';
import type { ApiMiddleware, ApiRequest, RequestState } from './request-state.ts';
import type { ApiResult } from './route.ts';

interface AuditOptions {
  /** @default nothing is kept */
  readonly trail: AuditTrail | undefined;
  readonly log: Log;
  readonly settings: Pick<LiveSettings, 'current'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** These look and change nothing, whatever their method. */
const HARMLESS: ReadonlySet<string> = new Set(['validateWorkflow']);

/** What is told of nobody's tenant: a person who belongs to none, before they have one. */
const NOBODYS: ReadonlySet<string> = new Set([NO_TENANT]);

/**
 * Writes who tried to change what, and how it ended, before the answer goes out: once for each request, whatever fails
 * after. A trail that fails is an error in the log, and the answer stays what it is: what was asked has happened.
 */
export function audit(options: AuditOptions): ApiMiddleware {
  checkOptions('audit', options, ['trail', 'log', 'settings', 'now']);
  const { trail, log, settings, now } = options;

  const finished = new WeakSet<RequestState>();

  const record = async (state: RequestState, facts: Facts): Promise<void> => {
    const event = eventOf(state, facts, now());
    if (trail === undefined || event === undefined || NOBODYS.has(event.tenantId)) return;
    if (!settings.current().flags.auditLog) return;
    await trail.record(event, state.principal?.limits.historyDays ?? null);
  };
  const finish = async (state: RequestState, facts: Facts): Promise<void> => {
    // Without it the request did not come so far: the limits cut it off, or nobody knows whose it is.
    if (state.audit === undefined || !isAudited(state, facts) || finished.has(state)) return;
    finished.add(state);
    await record(state, facts).catch((error: unknown) => log.error('Audit failed', { error }));
  };

  return {
    before: ({ internal: { state } }) => {
      state.audit = (details) => record(state, { status: 200, details });
    },
    after: ({ internal: { state }, response }) => finish(state, factsOf(response as ApiResult)),
    onError: (request: ApiRequest) => {
      const { status, code } = toRequestError(request.error);
      return finish(request.internal.state, { status, code });
    },
  };
}

interface Facts {
  readonly status: number;
  readonly code?: string;
  /** Of what was made or changed, as the answer has it. */
  readonly id?: string;
  /** Where the change is another tenant's than the caller's: a person who joins it or makes it. */
  readonly tenantId?: string;
  readonly details?: JsonObject | undefined;
}

function isAudited({ route, incoming, isReplay }: RequestState, { code }: Facts): boolean {
  if (route === undefined || isReplay === true) return false;
  const changes = incoming.method !== 'GET' && !HARMLESS.has(route);
  // Also who only wanted to look, and may not.
  return changes || code === 'FORBIDDEN';
}

function factsOf({ status, body, audit: elsewhere }: ApiResult): Facts {
  const id: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'id') : undefined;
  return { status, ...(typeof id === 'string' && { id }), ...elsewhere };
}

function eventOf(state: RequestState, { status, code, id, tenantId, details }: Facts, at: number) {
  const { route, principal, correlationId, incoming } = state;
  if (route === undefined || principal === undefined) return undefined;
  const resource = resourceOf(route, state.params, id);
  const more = id === undefined || id === resource?.id ? details : { ...details, made: id };
  return {
    tenantId: tenantId ?? principal.tenantId,
    at,
    action: route,
    principalId: principal.principalId,
    principalKind: principal.kind,
    ...(resource !== undefined && { resource }),
    ...(incoming.sourceIp !== '' && { sourceIp: incoming.sourceIp }),
    status,
    ...(code !== undefined && { code }),
    correlationId,
    ...(more !== undefined && { details: more }),
  } satisfies AuditEvent;
}

/**
 * The thing that the path names first, or else what was made: its type is the first part of the path. What does not look
 * like an id is left out: it may be anything, a credential in the wrong place for instance.
 */
function resourceOf(route: RouteName, params: RequestState['params'], made: string | undefined) {
  const [[name, named] = []] = Object.entries(params);
  const id = name !== undefined && PARAMS[name as ParamName]?.test(named ?? '') ? named : made;
  const type = ROUTES[route].path.split('/')[2];
  return id === undefined || type === undefined ? undefined : { type, id };
}
