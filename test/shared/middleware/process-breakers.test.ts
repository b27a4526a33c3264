import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../shared/contract/default-settings.ts';
import type { Settings } from '../../../shared/contract/settings.ts';
import { processBreakers } from '../../../shared/middleware/process-breakers.ts';
import { FakeOutbound } from '../../support/connection-world.ts';
import { FakeLog } from '../../support/fake-log.ts';
import { FakeMeter } from '../../support/fake-meter.ts';

const HOST = 'api.example';

/** A process outside of Lambda: nothing is read from a parameter store. */
function world() {
  const stored: { breakers: Settings['breakers'] } = { breakers: {} };
  const [log, meter, outbound] = [new FakeLog(), new FakeMeter(), new FakeOutbound()];
  const time = { now: 1_000_000 };
  const settings = { current: () => ({ ...DEFAULT_SETTINGS.dev, ...stored }) };
  const breakers = processBreakers({ env: { STAGE: 'dev' }, log, meter, settings, now: () => time.now });
  outbound.answer = () => ({ status: 500 });
  const client = breakers('ten_1', outbound);
  const call = () =>
    client
      .request({
        method: 'GET',
        url: `https://${HOST}/`,
        headers: {},
        timeoutMs: 9000,
        signal: new AbortController().signal,
      })
      .then(
        ({ status }) => status,
        (error: { readonly code: string }) => error.code,
      );
  const calls = async (times: number) => {
    const outcomes = [];
    for (let count = 0; count < times; count += 1) outcomes.push(await call());
    return outcomes;
  };
  return { stored, log, meter, outbound, time, calls };
}

describe('the breakers of a process', () => {
  it('tell of their changes', async () => {
    const { calls, log, meter, time, outbound } = world();
    await calls(6);
    time.now += 10_000;
    outbound.answer = () => ({});
    expect(await calls(2)).toEqual([200, 200]);
    meter.flush();
    expect(meter.flushed.map(({ dimensions }) => dimensions.to)).toEqual(['open', 'half-open', 'closed']);
    expect(log.of('warn')).toMatchObject([{ fields: { tenantId: 'ten_1', downstream: HOST, to: 'open' } }]);
  });

  it('follow the settings while the process lives', async () => {
    const { calls, stored, outbound, time } = world();
    stored.breakers = { [HOST]: { errorPercent: 100, resetMs: 60_000 } };
    outbound.answer = () => ({ status: 200 });
    await calls(1);
    outbound.answer = () => ({ status: 500 });
    expect(await calls(12)).toEqual(Array(12).fill(500));

    stored.breakers = { '*': { errorPercent: 20 }, [HOST]: { resetMs: 60_000, timeoutMs: 700 } };
    expect(await calls(6)).toEqual([...Array(5).fill(500), 'CIRCUIT_OPEN']);
    expect(outbound.requests.at(-1)?.timeoutMs).toBe(700);
    time.now += 59_999;
    expect(await calls(1)).toEqual(['CIRCUIT_OPEN']);
    time.now += 1;
    expect(await calls(2)).toEqual([500, 'CIRCUIT_OPEN']);
  });

  it('let every call through while they are switched off', async () => {
    const { calls, stored, outbound } = world();
    stored.breakers = { '*': { enabled: false } };
    expect(await calls(20)).toEqual(Array(20).fill(500));
    expect(outbound.requests).toHaveLength(20);
    stored.breakers = {};
    expect(await calls(6)).toEqual([...Array(5).fill(500), 'CIRCUIT_OPEN']);
    stored.breakers = { '*': { enabled: false }, [HOST]: { enabled: true } };
    expect(await calls(1)).toEqual(['CIRCUIT_OPEN']);
    stored.breakers = { [HOST]: { enabled: false } };
    expect(await calls(1)).toEqual([500]);
  });
});
