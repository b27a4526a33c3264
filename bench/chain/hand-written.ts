import type { Principal } from '../../shared/domain/tenant/tenant.ts';
import { acceptBody, admitCaller, envelopeOf, headersOf, logRequest, makeIds, Refusal } from './steps.ts';
import { type Handler, makeLimiter, makeLogger, started } from './work.ts';

const PATH = /^\/v1\/workflows\/([^/]+)\/runs$/;

/** One function that does it all, for one route. */
export function handWritten(): Handler {
  const limiter = makeLimiter();
  const logger = makeLogger();
  return async ({ path, headers: sent, body, requestContext }) => {
    const lower = Object.fromEntries(Object.entries(sent).map(([name, value]) => [name.toLowerCase(), value]));
    const ids = makeIds(lower['x-request-id'], lower['x-correlation-id']);
    const headers = headersOf(ids);
    let caller: Principal | undefined;
    let answer: { status: number; body: unknown };
    try {
      const workflowId = PATH.exec(path)?.[1];
      if (workflowId === undefined) throw new Refusal(404, 'NOT_FOUND');
      const admitted = await admitCaller(requestContext.authorizer, limiter);
      caller = admitted.caller;
      Object.assign(headers, admitted.headers);
      answer = { status: 202, body: started(workflowId, acceptBody(JSON.parse(body ?? ''))) };
    } catch (error) {
      answer = envelopeOf(error, ids);
    }
    const text = JSON.stringify(answer.body);
    logRequest(logger, ids, { path, status: answer.status, bytes: Buffer.byteLength(text), caller });
    return { statusCode: answer.status, headers, body: text };
  };
}
