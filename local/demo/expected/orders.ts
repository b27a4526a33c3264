import type { Effect, Expectation } from '../expectation.ts';
import { type Order, orderOf } from '../shop/orders.ts';

export interface OrderPayload {
  readonly order: string;
}

const CARRIERS = { insured: 'Courier', parcel: 'Parcel', letter: 'Letter' } as const;

const wayOf = (totalCents: number): keyof typeof CARRIERS =>
  totalCents >= 25_000 ? 'insured' : totalCents >= 5000 ? 'parcel' : 'letter';

const isShippable = ({ customer, lines, totalCents }: Order): boolean =>
  /^[^\s@]+@[^\s@]+\.\w+$/.test(customer.email) &&
  customer.country.length === 2 &&
  lines.length > 0 &&
  lines.every(({ quantity }) => quantity >= 1) &&
  totalCents >= 1;

function effectsOf({ id, customer, lines, totalCents }: Order): Effect[] {
  const way = wayOf(totalCents);
  const carrier = CARRIERS[way];
  const insuredCents = { insured: totalCents, parcel: 5000, letter: 0 }[way];
  const text = `Dear ${customer.name}, ${id} is on its way: ${carrier}, ${lines.length} lines.`;
  return [
    { path: '/shipments', body: { order: id, carrier, country: customer.country, insuredCents } },
    { path: '/mails', body: { to: customer.email, text } },
  ];
}

export function expectOrder({ order: id }: OrderPayload): Expectation {
  const lookups = [`/orders/${id}`];
  const order = orderOf(id);
  if (order === undefined) return unreadable(id, lookups);
  if (!isShippable(order)) {
    const why = 'the order cannot be shipped as it is';
    return { status: 'failed', nodeId: 'refused', code: 'ORDER_INVALID', why, lookups, effects: [] };
  }
  if (order.status === 'canceled') {
    const output = { order: id, outcome: 'canceled', carrier: null, mailTo: null };
    return { status: 'succeeded', lookups, effects: [], output };
  }
  const way = wayOf(order.totalCents);
  const output = { order: id, outcome: way, carrier: CARRIERS[way], mailTo: order.customer.email };
  return { status: 'succeeded', lookups, effects: effectsOf(order), output };
}

function unreadable(id: string, lookups: readonly string[]): Expectation {
  const to = 'sales@shop.example';
  const effects = [{ path: '/mails', body: { to, text: `${id} cannot be read: status 404.` } }];
  const output = { order: id, outcome: 'unreadable', carrier: null, mailTo: to };
  return { status: 'succeeded', lookups, effects, output };
}
