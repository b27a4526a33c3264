import type { APIGatewayProxyEvent } from 'aws-lambda';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RequestError } from '../../../shared/domain/errors.ts';
import { addLogFields, scopedLogFields } from '../../../shared/observability/log-scope.ts';
import { apiEvent } from '../../support/api-event.ts';
import { apiWorld, getRun, RUN } from '../../support/api-world.ts';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const MADE = /^[0-9A-HJKMNP-TV-Z]{26}$/;

describe('the ids of a request', () => {
  it('are the ones of the caller when they are usable', async () => {
    const { send, calls } = apiWorld(getRun());
    const headers = { 'x-request-id': 'req-12345678', 'X-CORRELATION-ID': 'order:4711-a' };
    const answer = await send(apiEvent({ ...RUN, headers }));
    const ids = { 'x-request-id': 'req-12345678', 'x-correlation-id': 'order:4711-a' };
    expect(answer.headers).toMatchObject(ids);
    expect(calls[0]).toMatchObject({ requestId: 'req-12345678', correlationId: 'order:4711-a' });
  });

  it.each([
    'short',
    'has a space in it',
    'line\nbreak12',
    'x'.repeat(129),
    '<script>alert',
    'übergröße-1',
    '"quoted"99',
  ])('are made when the caller sends %j', async (bad) => {
    const { send } = apiWorld(getRun());
    const answer = await send(apiEvent({ ...RUN, headers: { 'X-Request-Id': bad, 'X-Correlation-Id': bad } }));
    expect(answer.headers['x-request-id']).toMatch(MADE);
    expect(answer.headers['x-correlation-id']).toBe(answer.headers['x-request-id']);
  });

  it('never carry into the answer what could break a header', async () => {
    const { send } = apiWorld(getRun());
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (id) => {
        const { headers } = await send(apiEvent({ ...RUN, headers: { 'x-request-id': id } }));
        expect(headers['x-request-id']).toMatch(/^[A-Za-z0-9._:-]{8,128}$/);
      }),
    );
  });

  it('differ from request to request', async () => {
    const { send } = apiWorld(getRun());
    const [one, two] = [await send(apiEvent(RUN)), await send(apiEvent(RUN))];
    expect(one.headers['x-request-id']).not.toBe(two.headers['x-request-id']);
  });

  it('stand in every line that is logged on the way, and in the envelope of an error', async () => {
    const seen: unknown[] = [];
    const { send } = apiWorld(
      getRun(() => {
        addLogFields({ runId: 'run_1' });
        seen.push(scopedLogFields());
        throw new RequestError(409, 'BUSY', 'Busy.');
      }),
    );
    const headers = { 'x-correlation-id': 'order:4711-a', traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-01` };
    const answer = await send(apiEvent({ ...RUN, headers }));
    expect(answer.body.error.correlationId).toBe('order:4711-a');
    expect(seen[0]).toMatchObject({
      correlationId: 'order:4711-a',
      requestId: expect.any(String),
      traceId: TRACE_ID,
      lambdaRequestId: 'lambda-request-1',
      route: 'getRun',
      tenantId: 'ten_01',
      principalId: 'key_01',
      tier: 'pro',
      runId: 'run_1',
    });
  });
});

describe('the trace of a request', () => {
  it('is the one of the caller', async () => {
    const { send, calls } = apiWorld(getRun());
    await send(apiEvent({ ...RUN, headers: { Traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-00` } }));
    expect(calls[0]?.traceId).toBe(TRACE_ID);
  });

  it.each([`00-${'0'.repeat(32)}-00f067aa0ba902b7-01`, 'junk', `ff-${TRACE_ID}-00f067aa0ba902b7-01`])(
    'is absent when the caller sends %j',
    async (traceparent) => {
      const { send, calls } = apiWorld(getRun());
      expect((await send(apiEvent({ ...RUN, headers: { traceparent } }))).status).toBe(200);
      expect(calls[0]).not.toHaveProperty('traceId');
    },
  );
});

describe('an event', () => {
  it('may have no headers, no query and no identity', async () => {
    const { send } = apiWorld(getRun());
    const event = apiEvent(RUN);
    const requestContext = { ...event.requestContext, identity: undefined };
    const bare = { ...event, headers: null, queryStringParameters: null, requestContext };
    expect((await send(bare as unknown as APIGatewayProxyEvent)).status).toBe(200);
  });
});
