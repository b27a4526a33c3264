import { describe, expect, it } from 'vitest';
import { expected } from '../../../local/demo/expected.ts';
import { shopDeliveries } from '../../../local/demo/shop-deliveries.ts';
import type { DemoWorkflow } from '../../../local/demo/workflows.ts';

const deliveries = shopDeliveries();
const of = (file: DemoWorkflow['file']) => deliveries.filter(({ workflow }) => workflow.file === file);
const actsOf = (): unknown[] => of('refund-above-limit').map(({ decision }) => decision?.act);

/** How often each outcome is to be expected. */
function outcomes(file: DemoWorkflow['file']): Record<string, number> {
  const names = of(file).map((delivery) => {
    const expectation = expected(delivery);
    if (expectation.status !== 'succeeded') return expectation.status;
    return (expectation.output as { outcome?: string; asked?: string }).outcome ?? 'no outcome';
  });
  return Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, same]) => [name, same.length]));
}

describe('shopDeliveries', () => {
  it('follows up orders of every kind', () => {
    const counts = { letter: 12, parcel: 8, insured: 9, canceled: 2, failed: 3, unreadable: 2 };
    expect(outcomes('follow-up-orders')).toEqual(counts);
  });

  it('asks for stock that one warehouse has, that many have, and that is not there', () => {
    expect(outcomes('check-stock')).toEqual({ one: 8, many: 8, short: 8 });
  });

  it('decides about refunds in every way, and leaves one to expire', () => {
    const counts = [...Map.groupBy(actsOf(), (act) => act)].map(([act, same]) => [act ?? 'small', same.length]);
    expect(Object.fromEntries(counts)).toEqual({
      approve: 10,
      reject: 3,
      approveTwice: 1,
      ignore: 1,
      cancel: 1,
      small: 4,
    });
  });

  it('lets the service stumble for two of three orders', () => {
    expect(of('follow-up-orders').filter(({ luck }) => luck.length > 0)).toHaveLength(24);
  });

  it('names each delivery once, anew each time', () => {
    const ids = [...deliveries, ...shopDeliveries()].map(({ id }) => id);
    expect(new Set(ids).size).toBe(2 * deliveries.length);
    expect(new Set(deliveries.map(({ origin }) => origin)).size).toBe(deliveries.length);
  });
});
