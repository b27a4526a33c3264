import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { IdempotencyKeySchema } from '../../../shared/middleware/headers.ts';
import { apiEvent } from '../../support/api-event.ts';
import { apiWorld, getRun, RUN, RUN_ID, START, startRun, WORKFLOW_ID } from '../../support/api-world.ts';

const InputSchema = z.strictObject({ input: z.strictObject({ n: z.int() }), tags: z.array(z.string()).optional() });

const pathsOf = (answer: { readonly body: { error: { details: { path: string }[] } } }): string[] =>
  answer.body.error.details.map(({ path }) => path).toSorted();

describe('validation', () => {
  it('gives the route what its schemas made of the request', async () => {
    const query = z.strictObject({ wait: z.coerce.number().min(1).max(25).optional() });
    const { send, calls } = apiWorld(startRun({ body: InputSchema, query, headers: IdempotencyKeySchema }));
    const headers = { 'Idempotency-Key': 'k1', 'X-Other': 'left out', Authorization: 'Bearer x' };
    const answer = await send(apiEvent({ ...START, headers, body: { input: { n: 1 } }, query: { wait: '5' } }));
    expect(answer.status).toBe(202);
    expect(calls[0]).toMatchObject({
      body: { input: { n: 1 } },
      query: { wait: 5 },
      params: { workflowId: WORKFLOW_ID },
    });
    expect(calls[0]?.headers).toEqual({ 'idempotency-key': 'k1' });
  });

  it('alters nothing that is kept: any text in an accepted body arrives as it was sent', async () => {
    const { send, calls } = apiWorld(startRun({ body: z.strictObject({ text: z.string() }) }));
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        await send(apiEvent({ ...START, body: { text } }));
        expect(calls.at(-1)?.body).toEqual({ text });
      }),
    );
  });
});

describe('a parameter of the path', () => {
  it.each([
    'run_1',
    'wf_01JGJH40000000000000000000',
    `${RUN_ID}0`,
    RUN_ID.toLowerCase(),
    'run_81JGJH40000000000000000000',
    `${RUN_ID}%0A`,
    `${RUN_ID}%00`,
    '%20%20',
    '..%2F..%2Fetc',
    '%3Cscript%3Ealert(1)%3C%2Fscript%3E',
    '__proto__',
  ])('that names nothing is 404 and not repeated: %s', async (param) => {
    const { send, calls } = apiWorld(getRun());
    const answer = await send(apiEvent({ path: `/v1/runs/${param}` }));
    expect(answer).toMatchObject({
      status: 404,
      body: { error: { code: 'NOT_FOUND', message: 'There is no such run.' } },
    });
    const told = JSON.stringify(answer);
    expect(told).not.toContain(param);
    expect(told).not.toContain(decodeURIComponent(param));
    expect(calls).toEqual([]);
  });
});

describe('a query', () => {
  it('is refused where the route takes none, each parameter by name', async () => {
    const { send, calls } = apiWorld(getRun());
    const answer = await send(apiEvent({ ...RUN, query: { 'a/b': '1', c: 'the value' } }));
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'INVALID_PARAMETER' } } });
    expect(answer.body.error.details[0]).toMatchObject({ path: '/a~1b', code: 'UNKNOWN_FIELD' });
    expect(pathsOf(answer)).toEqual(['/a~1b', '/c']);
    expect(JSON.stringify(answer.body)).not.toContain('the value');
    expect(calls).toEqual([]);
  });

  it('is refused where the schema does not take it', async () => {
    const { send } = apiWorld(startRun({ query: z.strictObject({ wait: z.coerce.number() }) }));
    const answer = await send(apiEvent({ ...START, query: { wait: 'x', wiat: '1' } }));
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'INVALID_PARAMETER' } } });
    expect(pathsOf(answer)).toEqual(['/wait', '/wiat']);
  });

  it('tells of at most 50 of its parameters', async () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`p${at}`, '1']));
    expect((await apiWorld(getRun()).send(apiEvent({ ...RUN, query: many }))).body.error.details).toHaveLength(50);
    const { send } = apiWorld(startRun({ query: z.strictObject({}) }));
    expect((await send(apiEvent({ ...START, query: many }))).body.error.details).toHaveLength(50);
  });
});

describe('headers', () => {
  it('that a route declares are refused when they are not acceptable', async () => {
    const headers = z.object({ 'if-match': z.string().max(5) });
    const { send, calls } = apiWorld(startRun({ headers }));
    const missing = await send(apiEvent(START));
    expect(missing).toMatchObject({ status: 400, body: { error: { code: 'INVALID_HEADER' } } });
    expect(missing.body.error.details).toMatchObject([{ path: '/if-match', code: 'MISSING_FIELD' }]);
    const long = await send(apiEvent({ ...START, headers: { 'If-Match': '"123456"' } }));
    expect(long.body.error.details).toMatchObject([{ path: '/if-match', code: 'OUT_OF_RANGE' }]);
    expect(JSON.stringify(long.body)).not.toContain('123456');
    expect(calls).toEqual([]);
  });
});

describe('a body', () => {
  it('is refused with 422 and the place of each fault, unknown fields by name', async () => {
    const { send, calls } = apiWorld(startRun({ body: InputSchema }));
    const answer = await send(apiEvent({ ...START, body: { input: { n: 'x', m: 1 }, tags: [1] } }));
    expect(answer).toMatchObject({ status: 422, body: { error: { code: 'INVALID_BODY' } } });
    expect(pathsOf(answer)).toEqual(['/input/m', '/input/n', '/tags/0']);
    for (const detail of answer.body.error.details) {
      expect(detail).toMatchObject({ code: expect.stringMatching(/^[A-Z_]+$/), message: expect.any(String) });
    }
    expect(calls).toEqual([]);
  });

  it('is asked for where the route takes any JSON', async () => {
    const { send, calls } = apiWorld(startRun({ body: 'json' }));
    expect(await send(apiEvent(START))).toMatchObject({ status: 400, body: { error: { code: 'MALFORMED_JSON' } } });
    await send(apiEvent({ ...START, body: 'null' }));
    expect(calls.map(({ body }) => body)).toEqual([null]);
  });

  it('may be missing where its schema says so', async () => {
    const { send, calls } = apiWorld(startRun({ body: InputSchema.optional() }));
    expect((await send(apiEvent(START))).status).toBe(202);
    expect(calls[0]?.body).toBeUndefined();
    const strict = apiWorld(startRun({ body: InputSchema }));
    expect((await strict.send(apiEvent(START))).status).toBe(422);
  });

  it.each(['{broken', '{"a":1}', '[]', 'null', 'x'.repeat(2_000_000)])(
    'is refused unread where the route takes none',
    async (body) => {
      const { send, calls } = apiWorld(getRun());
      const answer = await send(apiEvent({ ...RUN, headers: { 'content-type': 'text/plain' }, body }));
      expect(answer).toMatchObject({ status: 400, body: { error: { code: 'UNEXPECTED_BODY' } } });
      expect(calls).toEqual([]);
    },
  );

  it.each(['', ' ', '{}', ' { } \n'])('that says nothing may be sent to any route: %j', async (body) => {
    const { send } = apiWorld(getRun());
    expect((await send(apiEvent({ ...RUN, body }))).status).toBe(200);
    expect((await send(apiEvent({ ...RUN, body, base64: true }))).status).toBe(200);
  });

  it('that says something in base64 is refused like any other', async () => {
    const answer = await apiWorld(getRun()).send(apiEvent({ ...RUN, body: '{"a":1}', base64: true }));
    expect(answer.body.error.code).toBe('UNEXPECTED_BODY');
  });
});
