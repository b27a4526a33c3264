import type { APIGatewayProxyResult } from 'aws-lambda';
import { METRICS } from '../contract/metrics.ts';
import type { Log } from '../domain/log.ts';
import type { Meter } from '../observability/metrics.ts';
import type { ApiMiddleware, ApiRequest } from './request-state.ts';

interface RequestLogOptions {
  readonly log: Log;
  readonly meter: Meter;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** One line and one set of metrics for every request, whatever became of it. Fields of the scope are beside them. */
export function requestLog({ log, meter, now }: RequestLogOptions): ApiMiddleware {
  const finish = (request: ApiRequest): void => {
    const { incoming, route = 'none', startedAt, principal } = request.internal.state;
    const { statusCode: status, body } = request.response as APIGatewayProxyResult;
    const durationMs = now() - startedAt;
    log.info('Request completed', {
      method: incoming.method,
      route,
      status,
      durationMs,
      tenantId: principal?.tenantId,
      principalId: principal?.principalId,
      tier: principal?.tier,
      bytes: Buffer.byteLength(body),
    });
    meter.note('route', route);
    meter.add(METRICS.requestDuration, durationMs, 'Milliseconds');
    if (status >= 500) meter.add(METRICS.requestFailed, 1, 'Count');
    meter.flush();
  };
  return { after: finish, onError: finish };
}
