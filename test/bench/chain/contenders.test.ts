import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bareMiddy, fastifyApp, honoApp } from '../../../bench/chain/frameworks.ts';
import { handWritten } from '../../../bench/chain/hand-written.ts';
import { stepwell } from '../../../bench/chain/stepwell.ts';
import { checkAnswer, context, type Handler, makeEvent } from '../../../bench/chain/work.ts';
import { aPrincipal, apiEvent } from '../../support/api-event.ts';

const MAKERS: Readonly<Record<string, () => Handler | Promise<Handler>>> = {
  stepwell,
  handWritten,
  honoApp,
  fastifyApp,
};

const lines: string[] = [];
beforeEach(() => {
  lines.length = 0;
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
});
afterEach(() => void vi.restoreAllMocks());

describe.each(Object.entries(MAKERS))('%s', (name, make) => {
  it('does the work, and writes its line', async () => {
    const handler = await make();
    checkAnswer(name, await handler(makeEvent(), context));
    const written = lines.filter((line) => line.includes('"message":"Request completed"'));
    expect(written).toHaveLength(1);
    expect(JSON.parse(written[0] ?? '')).toMatchObject({ status: 202, tenantId: 'ten_01', route: 'startRun' });
  });

  const good = makeEvent();
  const principal = aPrincipal({ role: 'viewer' });
  it.each([
    [422, { ...good, body: '{"input":{"orderId":""}}' }],
    [403, { ...good, requestContext: apiEvent({ principal }).requestContext }],
    [401, { ...good, requestContext: apiEvent({ principal: null }).requestContext }],
  ])('answers %i in the envelope where it must', async (status, event) => {
    const handler = await make();
    const answer = await handler(event, context);
    expect(answer.statusCode).toBe(status);
    expect(JSON.parse(answer.body)).toMatchObject({
      success: false,
      error: { code: expect.any(String), correlationId: 'bench-correlation-1' },
    });
  });
});

describe('bareMiddy', () => {
  it('answers without doing any of the work', async () => {
    expect(await bareMiddy()(makeEvent(), context)).toEqual({ statusCode: 202, headers: {}, body: '' });
    expect(lines).toEqual([]);
  });
});
