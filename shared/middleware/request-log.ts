import type { APIGatewayProxyResult } from 'aws-lambda';
import { METRICS } from '../contract/metrics.ts';
import type { Log } from '../domain/log.ts';
import type { Meter } from '../observability/metrics.ts';
import { checkOptions } from './options.ts';
import type { ApiMiddleware, ApiRequest, RequestState } from './request-state.ts';

interface RequestLogOptions {
  readonly log: Log;
  readonly meter: Meter;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** One line and one set of metrics for every request, whatever became of it. Fields of the scope are beside them. */
export function requestLog(options: RequestLogOptions): ApiMiddleware {
  checkOptions('requestLog', options, ['log', 'meter', 'now']);
  const { log, meter, now } = options;
  const finish = (request: ApiRequest): void => {
    const { state } = request.internal;
    const { route = 'none', principal, correlationId } = state;
    const { statusCode: status, body, isBase64Encoded } = request.response as APIGatewayProxyResult;
    const durationMs = now() - state.startedAt;
    log.info('Request completed', {
      method: state.incoming.method,
      route,
      path: pathOf(state),
      status,
      code: state.errorCode,
      durationMs,
      tenantId: principal?.tenantId,
      principalId: principal?.principalId,
      tier: principal?.tier,
      bytes: Buffer.byteLength(body, isBase64Encoded === true ? 'base64' : 'utf8'),
    });
    meter.note('route', route);
    meter.note('correlationId', correlationId);
    meter.add(METRICS.requestDuration, durationMs, 'Milliseconds');
    if (status >= 500) meter.add(METRICS.requestFailed, 1, 'Count');
    meter.flush();
  };
  return { after: finish, onError: finish };
}

/** Only a path that was understood: any other may hold anything, a credential in the wrong place for instance. */
const pathOf = ({ incoming, isPathUnderstood }: RequestState): string | undefined =>
  isPathUnderstood === true ? incoming.path : undefined;
