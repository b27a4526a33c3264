import { describe, expect, it } from 'vitest';
import { triggerChain } from '../../../shared/middleware/chains.ts';
import { scopedLogFields } from '../../../shared/observability/log-scope.ts';
import { lambdaContext } from '../../support/api-event.ts';
import { settingsOf } from '../../support/api-world.ts';
import { FakeLog } from '../../support/fake-log.ts';
import { FakeMeter } from '../../support/fake-meter.ts';

const world = () => ({ log: new FakeLog(), meter: new FakeMeter(), settings: settingsOf() });

describe('a trigger', () => {
  it('is found by the id of its invocation where its event has none', async () => {
    const handler = triggerChain(async () => scopedLogFields(), world());
    const correlationId = 'lambda-request-1';
    expect(await handler({}, lambdaContext())).toEqual({ lambdaRequestId: correlationId, correlationId });
  });

  it('is found by the ids of its event where there are some', async () => {
    const fields = ({ id }: { readonly id: string }) => ({ correlationId: id });
    const handler = triggerChain(async () => scopedLogFields(), { ...world(), fields });
    expect(await handler({ id: 'order-1' }, lambdaContext())).toMatchObject({ correlationId: 'order-1' });
  });

  it('keeps the ids of invocations that run at once apart', async () => {
    const fields = ({ id }: { readonly id: string }) => ({ correlationId: id });
    const work = async () => {
      await new Promise((resolve) => setTimeout(resolve, 2));
      return scopedLogFields()?.correlationId;
    };
    const handler = triggerChain(work, { ...world(), fields });
    const ids = ['one', 'two', 'three'];
    expect(await Promise.all(ids.map((id) => handler({ id }, lambdaContext())))).toEqual(ids);
  });

  it('throws its error on, for whoever called to try again', async () => {
    const { log, ...rest } = world();
    const error = new RangeError('no');
    await expect(triggerChain(() => Promise.reject(error), { log, ...rest })({}, lambdaContext())).rejects.toBe(error);
    expect(log.of('error')).toMatchObject([{ message: 'Invocation failed', fields: { error } }]);
  });
});
