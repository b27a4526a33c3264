import { afterEach, describe, expect, it } from 'vitest';
import { remainingMs, startInvocation } from '../../../shared/clients/aws/time-limit.ts';
import { taskChain } from '../../../shared/middleware/chains.ts';
import { apiEvent, lambdaContext } from '../../support/api-event.ts';
import { apiWorld, getRun, RUN, settingsOf } from '../../support/api-world.ts';
import { FakeLog } from '../../support/fake-log.ts';
import { FakeMeter } from '../../support/fake-meter.ts';

afterEach(() => startInvocation(Number.POSITIVE_INFINITY));

describe('the time that clients may wait', () => {
  it('is that of the invocation less a second, in an API function', async () => {
    let left = Number.NaN;
    const { send } = apiWorld(
      getRun(() => {
        left = remainingMs();
      }),
    );
    await send(apiEvent(RUN), 8000);
    expect(left).toBeGreaterThan(6500);
    expect(left).toBeLessThanOrEqual(7000);
  });

  it('is that of the invocation less a second, in a task, each time anew', async () => {
    const deps = { log: new FakeLog(), meter: new FakeMeter(), settings: settingsOf() };
    const handler = taskChain(async () => remainingMs(), deps);
    const [short, long] = [await handler({}, lambdaContext(3000)), await handler({}, lambdaContext(600_000))];
    expect(Math.round(short / 1000)).toBe(2);
    expect(Math.round(long / 1000)).toBe(599);
  });
});
