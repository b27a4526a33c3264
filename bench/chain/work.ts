import { Logger } from '@aws-lambda-powertools/logger';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import * as z from 'zod';
import { SlidingWindowLimiter } from '../../shared/domain/limit/sliding-window.ts';
import { limitsOf } from '../../shared/domain/tenant/tiers.ts';
import { aPrincipal, apiEvent, lambdaContext } from '../../test/support/api-event.ts';

/** Answers one request of the gateway. */
export type Handler = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;

/** What a request may ask for: the same schema for all. */
export const BodySchema = z.strictObject({
  input: z.strictObject({
    orderId: z.string().min(1).max(64),
    total: z.number().min(0),
    tags: z.array(z.string().max(64)).max(20).optional(),
  }),
});
export type Body = z.infer<typeof BodySchema>;

const ULID = '01JGJH40000000000000000000';
const WORKFLOW = `wf_${ULID}`;
const RUN = `run_${ULID}`;

/** What the route itself does: next to nothing. */
export const started = (workflowId: string, { input }: Body) => ({ id: RUN, workflowId, status: 'queued', input });
export const LOCATION = `/v1/runs/${RUN}`;

/** Nobody comes to the end of this while a bench lasts. */
const ENDLESS = Number.MAX_SAFE_INTEGER;
const limits = { ...limitsOf('enterprise'), requestsPerMinute: ENDLESS, burstPerSecond: ENDLESS };

export const context = lambdaContext(20_000);
export const makeEvent = (): APIGatewayProxyEvent =>
  apiEvent({
    method: 'POST',
    path: `/v1/workflows/${WORKFLOW}/runs`,
    principal: aPrincipal({ role: 'editor', limits }),
    headers: {
      Authorization: 'Bearer sw_bench',
      Accept: '*/*',
      'Accept-Encoding': 'gzip',
      'User-Agent': 'bench/1.0',
      'X-Correlation-Id': 'bench-correlation-1',
      'X-Forwarded-For': '203.0.113.7',
      'X-Forwarded-Proto': 'https',
    },
    body: { input: { orderId: 'order-4711', total: 129.9, tags: ['new', 'gift'] } },
  });

/** One of its own for each contender: the memory of another's callers would be its own to look through. */
export const makeLimiter = () => new SlidingWindowLimiter(Date.now);

/** The library as it comes, for those who do not have ours around it. */
export const makeLogger = (): Logger => new Logger({ serviceName: 'bench', logLevel: 'INFO' });

/** @throws Error when an answer is not the one that all must give */
export function checkAnswer(name: string, { statusCode, body, ...answer }: APIGatewayProxyResult): void {
  const multiple = Object.entries(answer.multiValueHeaders ?? {}).map(([header, values]) => [header, values[0]]);
  const headers: Record<string, unknown> = { ...answer.headers, ...Object.fromEntries(multiple) };
  const expected = JSON.stringify(started(WORKFLOW, JSON.parse(makeEvent().body ?? '')));
  const isRight =
    statusCode === 202 &&
    body === expected &&
    headers['x-correlation-id'] === 'bench-correlation-1' &&
    String(headers['x-request-id']).length >= 26 &&
    headers['x-ratelimit-limit'] !== undefined;
  if (!isRight) throw new Error(`${name} answered ${statusCode} ${JSON.stringify(headers)} ${body}`);
}
