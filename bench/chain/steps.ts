import { randomUUID } from 'node:crypto';
import type { Logger } from '@aws-lambda-powertools/logger';
import { type BudgetLimiter, refusalOf } from '../../shared/domain/limit/budget.ts';
import { budgetsFor } from '../../shared/domain/limit/classes.ts';
import { fromContext, hasRole } from '../../shared/domain/tenant/principal.ts';
import type { Principal } from '../../shared/domain/tenant/tenant.ts';
import { type Body, BodySchema, LOCATION } from './work.ts';

/** An answer other than the good one. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

/** What the others do for a request, without anything around it. */
export interface Ids {
  readonly requestId: string;
  readonly correlationId: string;
  readonly startedAt: number;
}

const ID = /^[A-Za-z0-9._:-]{8,128}$/;
const usable = (id: string | undefined): string | undefined => (id !== undefined && ID.test(id) ? id : undefined);

export function makeIds(requestHeader: string | undefined, correlationHeader: string | undefined): Ids {
  const startedAt = Date.now();
  const requestId = usable(requestHeader) ?? randomUUID();
  return { requestId, correlationId: usable(correlationHeader) ?? requestId, startedAt };
}

/** Who calls, counted and allowed to. */
export async function admitCaller(authorizer: unknown, limiter: BudgetLimiter) {
  const caller = fromContext(authorizer as Readonly<Record<string, unknown>> | null | undefined);
  if (caller === undefined) throw new Refusal(401, 'UNAUTHORIZED');
  const decisions = await limiter.check(budgetsFor({ route: 'startRun', principal: caller }));
  const { limit = 0, remaining = 0, resetAt = 0 } = decisions[0] ?? {};
  const headers = {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(Math.ceil(resetAt / 1000)),
  };
  if (refusalOf(decisions) !== undefined) throw new Refusal(429, 'RATE_LIMIT_EXCEEDED');
  if (caller.suspended || !hasRole(caller, 'runner')) throw new Refusal(403, 'FORBIDDEN');
  return { caller, headers };
}

export function acceptBody(value: unknown): Body {
  const result = BodySchema.safeParse(value);
  if (!result.success) throw new Refusal(422, 'INVALID_BODY');
  return result.data;
}

export const headersOf = ({ requestId, correlationId }: Ids): Record<string, string> => ({
  'content-type': 'application/json; charset=utf-8',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'x-request-id': requestId,
  'x-correlation-id': correlationId,
  location: LOCATION,
});

export const envelopeOf = (error: unknown, { correlationId }: Ids) => {
  const { status, code } = error instanceof Refusal ? error : { status: 500, code: 'INTERNAL' };
  return { status, body: { success: false, error: { code, message: code, correlationId } } };
};

interface Done {
  readonly path: string;
  readonly status: number;
  readonly bytes: number;
  readonly caller: Principal | undefined;
}

/** The one line of a request. */
export function logRequest(logger: Logger, ids: Ids, { caller, ...done }: Done): void {
  const { requestId, correlationId, startedAt } = ids;
  logger.info('Request completed', {
    requestId,
    correlationId,
    method: 'POST',
    route: 'startRun',
    durationMs: Date.now() - startedAt,
    tenantId: caller?.tenantId,
    principalId: caller?.principalId,
    tier: caller?.tier,
    ...done,
  });
}
