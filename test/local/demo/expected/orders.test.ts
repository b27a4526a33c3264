import { describe, expect, it } from 'vitest';
import { expectOrder } from '../../../../local/demo/expected/orders.ts';

describe('expectOrder', () => {
  it('expects a shipment and a mail', () => {
    expect(expectOrder({ order: 'A-1006' })).toEqual({
      status: 'succeeded',
      lookups: ['/orders/A-1006'],
      effects: [
        { path: '/shipments', body: { order: 'A-1006', carrier: 'Courier', country: 'IE', insuredCents: 60_450 } },
        {
          path: '/mails',
          body: {
            to: 'maeve.obrien@example.org',
            text: 'Dear Maeve O’Brien, A-1006 is on its way: Courier, 3 lines.',
          },
        },
      ],
      output: { order: 'A-1006', outcome: 'insured', carrier: 'Courier', mailTo: 'maeve.obrien@example.org' },
    });
  });

  it.each([['A-1008'], ['A-1017'], ['A-1026']])('expects %s to fail: it cannot be shipped', (order) => {
    const expectation = expectOrder({ order });
    expect(expectation).toMatchObject({ status: 'failed', nodeId: 'refused', code: 'ORDER_INVALID', effects: [] });
  });

  it('expects nothing of a canceled order', () => {
    const output = { order: 'A-1012', outcome: 'canceled', carrier: null, mailTo: null };
    expect(expectOrder({ order: 'A-1012' })).toMatchObject({ status: 'succeeded', effects: [], output });
  });

  it('expects somebody to be told of an order that the shop does not know', () => {
    expect(expectOrder({ order: 'B-17' })).toMatchObject({
      status: 'succeeded',
      effects: [{ path: '/mails', body: { text: 'B-17 cannot be read: status 404.' } }],
      output: { outcome: 'unreadable' },
    });
  });
});
