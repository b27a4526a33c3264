import { randomUUID } from 'node:crypto';
import type { Delivery } from './delivery.ts';
import type { BadLuck } from './service/mishaps.ts';
import { ORDER_NUMBERS } from './shop/orders.ts';
import { REFUNDS } from './shop/refunds.ts';
import { STOCK_QUESTIONS, WAREHOUSES } from './shop/stock.ts';
import { takerOf } from './workflows.ts';

type Happened = Pick<Delivery, 'event' | 'origin' | 'payload' | 'luck' | 'decision'>;

/** The shop's own upstream is the flaky one: two of three orders meet one of these, or more. */
const ORDER_LUCK: readonly (readonly BadLuck[])[] = [
  [],
  [{ at: '/orders/', mishaps: ['unavailable'] }],
  [{ at: '/shipments', mishaps: ['lost'] }],
  [],
  [{ at: '/orders/', mishaps: ['busy'] }],
  [
    { at: '/orders/', mishaps: ['unavailable', 'unavailable'] },
    { at: '/mails', mishaps: ['lost'] },
  ],
  [],
  [{ at: '/shipments', mishaps: ['busy', 'unavailable'] }],
  [{ at: '/orders/', mishaps: ['unavailable', 'busy', 'unavailable'] }],
];

const orders = (): Happened[] =>
  ORDER_NUMBERS.map((order, index) => ({
    event: 'order.placed',
    origin: `order ${order}`,
    payload: { order },
    luck: ORDER_LUCK[index % ORDER_LUCK.length] ?? [],
  }));

/** With every second question one of the warehouses is away for a moment. */
const stockChecks = (): Happened[] =>
  STOCK_QUESTIONS.map((payload, index) => ({
    event: 'stock.asked',
    origin: `${payload.wanted} × ${payload.sku}`,
    payload,
    luck:
      index % 2 === 0
        ? []
        : [{ at: `/warehouses/${WAREHOUSES[index % WAREHOUSES.length]}/`, mishaps: ['unavailable'] }],
  }));

const refunds = (): Happened[] =>
  REFUNDS.map(({ decision, ...payload }, index) => ({
    event: 'refund.asked',
    origin: `refund ${payload.id}`,
    payload,
    luck: index % 4 === 3 ? [{ at: '/refunds', mishaps: ['lost'] }] : [],
    ...(decision && { decision }),
  }));

/** Made-up refunds, orders and stock questions: always the same but for their ids. Those that take longest come first. */
export function shopDeliveries(): Delivery[] {
  return [...refunds(), ...orders(), ...stockChecks()].map((happened) => {
    const workflow = takerOf(happened.event);
    if (workflow === undefined) throw new Error(`No workflow takes ${happened.event}.`);
    return { id: randomUUID(), workflow, ...happened };
  });
}
