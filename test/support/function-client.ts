import type { Principal } from '../../shared/domain/tenant/tenant.ts';
import type { ApiHandler } from '../../shared/middleware/api-function.ts';
import { aPrincipal, apiEvent, lambdaContext } from './api-event.ts';

export interface FunctionCall {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly principal?: Partial<Principal>;
  readonly remainingMs?: number;
}

/** Calls a function of the API as the gateway does: `send('GET /v1/runs/run_1?limit=2')`. */
export const functionClient =
  (handler: ApiHandler) =>
  async (request: string, { body, headers = {}, principal, remainingMs }: FunctionCall = {}) => {
    const [method = '', target = ''] = request.split(' ');
    const { pathname, searchParams } = new URL(target, 'https://api.example');
    const event = apiEvent({
      method,
      path: pathname,
      headers,
      principal: aPrincipal(principal),
      ...(searchParams.size > 0 && { query: Object.fromEntries(searchParams) }),
      ...(body !== undefined && { body }),
    });
    const answer = await handler(event, lambdaContext(remainingMs));
    return {
      status: answer.statusCode,
      headers: answer.headers ?? {},
      body: answer.body === '' ? undefined : JSON.parse(answer.body),
    };
  };
