import { describe, expect, it } from 'vitest';
import { apiEvent } from '../../support/api-event.ts';
import { apiWorld, getRun, NOW, RUN, RUN_ID } from '../../support/api-world.ts';

describe('the line of a request', () => {
  it('tells what was asked, by whom, and what came of it', async () => {
    let now = NOW;
    const { send, log, meter } = apiWorld(
      getRun(() => {
        now += 25;
        return { ok: 'é' };
      }),
      { now: () => now },
    );
    await send(apiEvent({ ...RUN, headers: { 'x-correlation-id': 'order:4711-a' } }));
    expect(log.lines).toEqual([
      {
        level: 'info',
        message: 'Request completed',
        fields: {
          method: 'GET',
          route: 'getRun',
          path: RUN.path,
          status: 200,
          code: undefined,
          durationMs: 25,
          tenantId: 'ten_01',
          principalId: 'key_01',
          tier: 'pro',
          bytes: Buffer.byteLength('{"ok":"é"}'),
        },
      },
    ]);
    expect(meter).toMatchObject({ flushes: 1, notes: { route: 'getRun', correlationId: 'order:4711-a' } });
    expect(meter.flushed).toEqual([{ name: 'RequestDuration', value: 25, unit: 'Milliseconds', dimensions: {} }]);
  });

  it('tells of a refused request as much as is known, and its code', async () => {
    const { send, log } = apiWorld(getRun());
    await send(apiEvent({ ...RUN, principal: null }));
    expect(log.of('info')[0]?.fields).toMatchObject({ route: 'getRun', status: 401, code: 'UNAUTHORIZED' });
    expect(log.of('info')[0]?.fields.tenantId).toBeUndefined();
  });

  it.each(['/v1/sw_0123456789abcdef', `/v1/runs/${RUN_ID}x`, '/v1/runs/hunter2-very-secret'])(
    'does not repeat a path that was not understood: %s',
    async (path) => {
      const { send, log } = apiWorld(getRun());
      expect((await send(apiEvent({ path }))).status).toBe(404);
      expect(log.of('info')).toHaveLength(1);
      expect(log.of('info')[0]?.fields.path).toBeUndefined();
      expect(JSON.stringify(log.lines)).not.toContain(path.split('/').at(-1));
    },
  );

  it('tells the path of a request that is refused for something else', async () => {
    const { send, log } = apiWorld(getRun());
    await send(apiEvent({ ...RUN, query: { verbose: '1' } }));
    expect(log.of('info')[0]?.fields).toMatchObject({ path: RUN.path, status: 400, code: 'INVALID_PARAMETER' });
  });
});
