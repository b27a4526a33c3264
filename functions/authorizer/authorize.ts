import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import type { Log } from '../../shared/domain/log.ts';
import { authenticate } from '../../shared/domain/tenant/authenticate.ts';
import { AuthenticationCache } from '../../shared/domain/tenant/authentication-cache.ts';
import { toContext } from '../../shared/domain/tenant/principal.ts';
import type { TenantStore } from '../../shared/domain/tenant/tenant.ts';

/** The gateway answers 401 to this message, to its letter, and 500 to any other. */
export class UnauthorizedError extends Error {
  override readonly name = 'UnauthorizedError';

  constructor() {
    super('Unauthorized');
  }
}

interface AuthorizeOptions {
  readonly store: Pick<TenantStore, 'getApiKey' | 'getTenant'>;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

type Authorize = (event: APIGatewayRequestAuthorizerEvent) => Promise<APIGatewayAuthorizerResult>;

/**
 * Finds out who calls and tells the gateway. Whether they may is decided behind it, route by route, so one answer holds
 * for the whole stage and can be cached under the credential alone.
 */
export function createAuthorize({ store, log, now }: AuthorizeOptions): Authorize {
  const cache = new AuthenticationCache(now);
  return async (event) => {
    const header = authorizationOf(event);
    const answer = await cache.get(header, () => authenticate(header, store));
    if (answer.kind === 'unknown') {
      log.warn('Credential refused', { reason: answer.reason, credentialHash: answer.trace });
      throw new UnauthorizedError();
    }
    const { principal } = answer;
    return {
      principalId: principal.principalId,
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: everyMethod(event.methodArn) }],
      },
      context: { ...toContext(principal) },
    };
  };
}

/** Header names come in the case that the caller chose. */
function authorizationOf({ headers }: APIGatewayRequestAuthorizerEvent): string {
  const [, value] = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'authorization') ?? [];
  return value ?? '';
}

/** `arn:aws:execute-api:<region>:<account>:<api>/<stage>/<method>/<path>` with any method and path. */
const everyMethod = (methodArn: string): string => `${methodArn.split('/', 2).join('/')}/*`;
