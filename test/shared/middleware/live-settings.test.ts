import { afterEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../shared/contract/default-settings.ts';
import type { Settings } from '../../../shared/contract/settings.ts';
import type { LiveSettings } from '../../../shared/domain/settings/live-settings.ts';
import { taskChain } from '../../../shared/middleware/chains.ts';
import { setLogLevel } from '../../../shared/observability/log-level.ts';
import { apiEvent, lambdaContext } from '../../support/api-event.ts';
import { apiWorld, getRun, RUN, settingsOf } from '../../support/api-world.ts';
import { capturedLog } from '../../support/captured-log.ts';
import { FakeMeter } from '../../support/fake-meter.ts';

afterEach(() => {
  setLogLevel('INFO');
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** Settings that become others when they are refreshed. */
function becoming(change: Partial<Settings>): LiveSettings {
  let now: Settings = DEFAULT_SETTINGS.local;
  const refresh = async (): Promise<void> => {
    now = { ...now, ...change };
  };
  return { current: () => now, refresh };
}

function world(settings: LiveSettings) {
  const { log, lines } = capturedLog();
  const routes = getRun(({ logger }) => {
    logger.debug('detail');
    logger.warn('odd');
  });
  return { ...apiWorld(routes, { settings, log }), messages: () => lines().map(({ message }) => message) };
}

describe('settings', () => {
  it.each([
    ['DEBUG', ['detail', 'odd', 'Request completed']],
    ['INFO', ['odd', 'Request completed']],
    ['WARN', ['odd']],
    ['ERROR', []],
  ] as const)('set the level of the log to %s while the process lives', async (logLevel, expected) => {
    const { send, messages } = world(becoming({ logLevel }));
    await send(apiEvent(RUN));
    expect(messages()).toEqual(expected);
  });

  it('are refreshed before each request', async () => {
    const refresh = vi.fn(async () => undefined);
    const { send } = world({ ...settingsOf(), refresh });
    await send(apiEvent(RUN));
    await send(apiEvent(RUN));
    expect(refresh).toHaveBeenCalledTimes(2);
  });
});

describe('sampled debug', () => {
  it('writes every line of the invocations that are drawn, and of no other', async () => {
    const { send, messages } = world(settingsOf({ debugSampleRate: 0.25 }));
    const random = vi.spyOn(Math, 'random');
    for (const draw of [0.24, 0.26, 0]) {
      random.mockReturnValue(draw);
      await send(apiEvent(RUN));
    }
    const all = ['detail', 'odd', 'Request completed'];
    expect(messages()).toEqual([...all, 'odd', 'Request completed', ...all]);
  });

  it('keeps to its invocation when several run at once', async () => {
    const { log, lines } = capturedLog();
    const draws = [0, 0.9, 0];
    vi.spyOn(Math, 'random').mockImplementation(() => draws.shift() ?? 1);
    const work = async ({ name }: { readonly name: string }) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      log.debug(name);
    };
    const handler = taskChain(work, { log, meter: new FakeMeter(), settings: settingsOf({ debugSampleRate: 0.5 }) });
    await Promise.all(['a', 'b', 'c'].map((name) => handler({ name }, lambdaContext())));
    expect(lines().map(({ message }) => message)).toEqual(['a', 'c']);
  });

  it('draws nothing when the share is 0', async () => {
    const random = vi.spyOn(Math, 'random').mockReturnValue(0);
    const { send, messages } = world(settingsOf({ debugSampleRate: 0 }));
    await send(apiEvent({ ...RUN, headers: { 'x-request-id': 'req-12345678' } }));
    expect(messages()).toEqual(['odd', 'Request completed']);
    expect(random).not.toHaveBeenCalled();
  });
});
