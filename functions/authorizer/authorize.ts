import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import type { Cache } from '../../shared/domain/cache/cache.ts';
import type { Log } from '../../shared/domain/log.ts';
import { type AuthenticateDeps, authenticate } from '../../shared/domain/tenant/authenticate.ts';
import { AuthenticationCache } from '../../shared/domain/tenant/authentication-cache.ts';
import type { FailedCredentials } from '../../shared/domain/tenant/failed-credentials.ts';
import { blockedContext, toContext } from '../../shared/domain/tenant/principal.ts';

/** The gateway answers 401 to this message, to its letter, and 500 to any other. */
export class UnauthorizedError extends Error {
  override readonly name = 'UnauthorizedError';

  constructor() {
    super('Unauthorized');
  }
}

export interface AuthorizeOptions extends AuthenticateDeps {
  readonly failures: FailedCredentials;
  readonly log: Log;
  /** Counts how often it is known who calls. @default nobody counts */
  readonly counts?: Pick<Cache, 'note' | 'report'>;
}

type Authorize = (event: APIGatewayRequestAuthorizerEvent) => Promise<APIGatewayAuthorizerResult>;

/**
 * Finds out who calls and tells the gateway. Whether they may is decided behind it, route by route, so one answer holds
 * for the whole stage and can be cached under the credential alone.
 *
 * An address that sent too many wrong credentials is let through as nobody, with the news that it is blocked: the
 * gateway's own denial could not say when to come back. Credentials that were good before are no guesses, and go on to
 * work there: others may sit behind the same address.
 */
export function createAuthorize({ failures, log, counts, ...deps }: AuthorizeOptions): Authorize {
  const cache = new AuthenticationCache(deps.now);
  return async (event) => {
    const header = authorizationOf(event);
    const known = cache.find(header);
    counts?.note('caller', known !== undefined);
    if (known !== undefined) return allow(event, known.principal.principalId, toContext(known.principal));
    const ip = event.requestContext.identity?.sourceIp;
    const blockedSeconds = cache.wasGood(header) ? 0 : await failures.blockedSeconds(ip);
    if (blockedSeconds > 0) {
      log.warn('Credential not looked at', { reason: 'too many failures', sourceIp: ip, blockedSeconds });
      return allow(event, 'blocked', blockedContext(blockedSeconds));
    }
    // Done before the store answers, as a rule; nobody waits for it.
    void counts?.report();
    const answer = await authenticate(header, deps);
    if (answer.kind === 'unknown') {
      const { reason, trace, guess } = answer;
      cache.forget(header);
      if (guess) await failures.record(ip);
      log.warn('Credential refused', { reason, credentialHash: trace, sourceIp: ip });
      throw new UnauthorizedError();
    }
    cache.keep(header, answer);
    return allow(event, answer.principal.principalId, toContext(answer.principal));
  };
}

const allow = (
  event: APIGatewayRequestAuthorizerEvent,
  principalId: string,
  context: Readonly<Record<string, string>>,
): APIGatewayAuthorizerResult => ({
  principalId,
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: everyMethod(event.methodArn) }],
  },
  context: { ...context },
});

/**
 * Header names come in the case that the caller chose. Two credentials are none: the gateway may have cached its answer
 * under one of them, and we would have looked at the other.
 */
function authorizationOf({ headers, multiValueHeaders }: APIGatewayRequestAuthorizerEvent): string {
  const all = valuesOf(multiValueHeaders).flat();
  if (all.length > 1) return all.join(', ');
  return String(valuesOf(headers)[0] ?? '');
}

const valuesOf = <Value>(headers: Readonly<Record<string, Value>> | null | undefined): readonly Value[] =>
  Object.entries(headers ?? {}).flatMap(([name, value]) => (name.toLowerCase() === 'authorization' ? [value] : []));

/** `arn:aws:execute-api:<region>:<account>:<api>/<stage>/<method>/<path>` with any method and path. */
const everyMethod = (methodArn: string): string => `${methodArn.split('/', 2).join('/')}/*`;
