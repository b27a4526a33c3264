import { afterEach, describe, expect, it, vi } from 'vitest';
import { SECURITY_HEADERS } from '../../../shared/contract/security-headers.ts';
import { RequestError } from '../../../shared/domain/errors.ts';
import { apiEvent } from '../../support/api-event.ts';
import { apiWorld, getRun, RUN, unreachable } from '../../support/api-world.ts';
import { capturedLog } from '../../support/captured-log.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const throwing = (error: unknown) =>
  getRun(() => {
    throw error;
  });

describe('errors', () => {
  it('of the caller are answered as they are, and logged only as a completed request', async () => {
    const details = [{ path: '/a', code: 'X', message: 'm' }];
    const extra = { hint: 'h' };
    const error = new RequestError(409, 'NOT_PUBLISHED', 'Publish it.', {
      details,
      extra,
      headers: { 'x-extra': '1' },
    });
    const { send, log, meter } = apiWorld(throwing(error));
    const answer = await send(apiEvent(RUN));
    expect(answer.status).toBe(409);
    expect(answer.headers).toMatchObject({ 'x-extra': '1', 'x-ratelimit-tier': 'pro', 'cache-control': 'no-store' });
    expect(answer.body).toEqual({
      success: false,
      error: { code: 'NOT_PUBLISHED', message: 'Publish it.', correlationId: expect.any(String), details, hint: 'h' },
    });
    expect(log.lines.map(({ message, fields }) => [message, fields.code])).toEqual([
      ['Request completed', 'NOT_PUBLISHED'],
    ]);
    expect(meter.flushed.map(({ name }) => name)).toEqual(['RequestDuration']);
  });

  it('cannot replace the fields of the envelope by what they carry', async () => {
    const extra = { code: 'FAKE', message: 'fake', correlationId: 'fake' };
    const { send } = apiWorld(throwing(new RequestError(409, 'REAL', 'real', { extra })));
    const { body } = await send(apiEvent(RUN));
    expect(body.error).toEqual({ code: 'REAL', message: 'real', correlationId: expect.not.stringContaining('fake') });
  });

  it.each([400, 401, 403, 404, 405, 409, 413, 415, 422, 429])('with %i have no stack in any line', async (status) => {
    const { log, texts } = capturedLog();
    const cause = new Error('the reason behind');
    const { send } = apiWorld(throwing(new RequestError(status, 'CODE', 'Words.', { cause })), { log });
    expect((await send(apiEvent(RUN))).status).toBe(status);
    expect(texts).toHaveLength(1);
    expect(texts.join()).not.toMatch(/stack|\bat .*:\d+:\d+|the reason behind/);
  });

  it('of ours say nothing outside and everything in the log, causes and stacks included', async () => {
    const { log, lines } = capturedLog();
    const error = new Error('table table-prod is on fire', { cause: new TypeError('a spark') });
    const { send, meter } = apiWorld(throwing(error), { log });
    const answer = await send(apiEvent(RUN));
    expect(answer.status).toBe(500);
    expect(answer.body).toEqual({
      success: false,
      error: {
        code: 'INTERNAL',
        message: 'Something went wrong on our side. The correlation id helps us to find it.',
        correlationId: lines()[0]?.correlationId,
      },
    });
    expect(lines()).toMatchObject([
      {
        level: 'ERROR',
        message: 'Request failed',
        status: 500,
        route: 'getRun',
        error: {
          message: 'table table-prod is on fire',
          stack: expect.stringContaining('answer.test'),
          cause: { name: 'TypeError', message: 'a spark', stack: expect.stringContaining('answer.test') },
        },
      },
      { level: 'INFO', message: 'Request completed', status: 500, code: 'INTERNAL' },
    ]);
    expect(meter.flushed.map(({ name }) => name)).toEqual(['RequestDuration', 'RequestFailed']);
  });

  it.each([undefined, null, 'text', 42])('that are %j are answered too', async (thrown) => {
    const { send } = apiWorld(throwing(thrown));
    expect(await send(apiEvent(RUN))).toMatchObject({ status: 500, body: { error: { code: 'INTERNAL' } } });
  });

  it('while a route is loaded or its result is written are answered too', async () => {
    const cyclic: Record<string, unknown> = {};
    cyclic.self = cyclic;
    const { send } = apiWorld({ ...getRun(() => cyclic), listSteps: unreachable });
    expect((await send(apiEvent(RUN))).status).toBe(500);
    expect((await send(apiEvent({ path: `${RUN.path}/steps` }))).status).toBe(500);
  });
});

describe('every answer', () => {
  it.each([
    ['good', getRun()],
    ['bad', throwing(new Error('broken'))],
  ])('tells browsers to do nothing with it, when it is %s', async (_kind, routes) => {
    const { headers } = await apiWorld(routes).send(apiEvent(RUN));
    expect(headers).toMatchObject(SECURITY_HEADERS);
  });
});
