import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { apiEvent } from '../../support/api-event.ts';
import { apiWorld, getRun, RUN, START, startRun } from '../../support/api-world.ts';

describe('validation', () => {
  const InputSchema = z.strictObject({ input: z.strictObject({ n: z.int() }), tags: z.array(z.string()).optional() });

  it('gives the route what its schemas made of the request', async () => {
    const { send, calls } = apiWorld(
      startRun({
        body: InputSchema,
        query: z.strictObject({ wait: z.coerce.number().min(1).max(25).optional() }),
        params: z.strictObject({ workflowId: z.string().startsWith('wf_') }),
      }),
    );
    const answer = await send(apiEvent({ ...START, body: { input: { n: 1 } }, query: { wait: '5' } }));
    expect(answer.status).toBe(202);
    expect(calls[0]).toMatchObject({ body: { input: { n: 1 } }, query: { wait: 5 }, params: { workflowId: 'wf_1' } });
  });

  it('answers 422 with the place of each fault in the body, unknown fields by name', async () => {
    const { send, calls } = apiWorld(startRun({ body: InputSchema }));
    const answer = await send(apiEvent({ ...START, body: { input: { n: 'x', m: 1 }, tags: [1] } }));
    expect(answer).toMatchObject({ status: 422, body: { error: { code: 'INVALID_BODY' } } });
    const paths = answer.body.error.details.map(({ path }: { path: string }) => path);
    expect(paths.toSorted()).toEqual(['/input/m', '/input/n', '/tags/0']);
    for (const detail of answer.body.error.details) {
      expect(detail).toMatchObject({ code: expect.stringMatching(/^[A-Z_]+$/), message: expect.any(String) });
    }
    expect(calls).toEqual([]);
  });

  it('answers 400 for the query and the path', async () => {
    const { send } = apiWorld(
      startRun({
        query: z.strictObject({ wait: z.coerce.number() }),
        params: z.strictObject({ workflowId: z.uuid() }),
      }),
    );
    const badPath = await send(apiEvent({ ...START, query: { wait: '1' } }));
    expect(badPath).toMatchObject({ status: 400, body: { error: { code: 'INVALID_PARAMETER' } } });
    const { send: sendQuery } = apiWorld(startRun({ query: z.strictObject({ wait: z.coerce.number() }) }));
    const badQuery = await sendQuery(apiEvent({ ...START, query: { wait: 'x', wiat: '1' } }));
    expect(badQuery.status).toBe(400);
    expect(badQuery.body.error.details.map(({ path }: { path: string }) => path).toSorted()).toEqual([
      '/wait',
      '/wiat',
    ]);
  });

  it('asks for a body where the route takes any JSON', async () => {
    const { send, calls } = apiWorld(startRun({ body: 'json' }));
    expect(await send(apiEvent(START))).toMatchObject({ status: 400, body: { error: { code: 'MALFORMED_JSON' } } });
    await send(apiEvent({ ...START, body: 'null' }));
    expect(calls.map(({ body }) => body)).toEqual([null]);
  });

  it('lets a schema decide whether a body may be missing', async () => {
    const { send, calls } = apiWorld(startRun({ body: InputSchema.optional() }));
    expect((await send(apiEvent(START))).status).toBe(202);
    expect(calls[0]?.body).toBeUndefined();
    const strict = apiWorld(startRun({ body: InputSchema }));
    expect((await strict.send(apiEvent(START))).status).toBe(422);
  });

  it('does not read a body that the route does not take', async () => {
    const { send } = apiWorld(getRun());
    expect((await send(apiEvent({ ...RUN, body: '{broken' }))).status).toBe(200);
  });
});
