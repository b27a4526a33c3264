import { PRODUCTS } from './products.ts';

export interface Order {
  readonly id: string;
  readonly status: 'open' | 'canceled';
  readonly customer: { readonly name: string; readonly email: string; readonly country: string };
  readonly lines: readonly {
    readonly sku: string;
    readonly name: string;
    readonly quantity: number;
    readonly priceCents: number;
  }[];
  readonly totalCents: number;
}

const CUSTOMERS: readonly Order['customer'][] = [
  { name: 'Ines Carvalho', email: 'ines.carvalho@example.com', country: 'PT' },
  { name: 'Jonas Lindqvist', email: 'jonas@lindqvist.example', country: 'SE' },
  { name: 'Maeve O’Brien', email: 'maeve.obrien@example.org', country: 'IE' },
  { name: 'Tomasz Zieliński', email: 't.zielinski@example.com', country: 'PL' },
  { name: 'Café Lumière', email: 'orders@cafe-lumiere.example', country: 'FR' },
  { name: 'Hanna Vogt', email: 'hanna.vogt@example.net', country: 'DE' },
  { name: 'Luca Ferri', email: 'luca.ferri@example.com', country: 'IT' },
  { name: 'Petra Nováková', email: 'petra@novakova.example', country: 'CZ' },
  { name: 'Bureau Zeezicht', email: 'inkoop@zeezicht.example', country: 'NL' },
];

/** What is not as it should be: by the number of the order, counted from 0. */
const ODD: Readonly<Record<number, (order: Order) => Order>> = {
  7: (order) => ({ ...order, customer: { ...order.customer, email: order.customer.email.replace('@', ' at ') } }),
  11: (order) => ({ ...order, status: 'canceled' }),
  16: (order) => ({ ...order, lines: order.lines.map((line) => ({ ...line, quantity: 0 })), totalCents: 0 }),
  25: (order) => ({ ...order, customer: { ...order.customer, country: 'Sweden' } }),
  29: (order) => ({ ...order, status: 'canceled' }),
};

const HOW_MANY = 34;

function orderAt(index: number): Order {
  const customer = CUSTOMERS[(index * 4) % CUSTOMERS.length];
  if (customer === undefined) throw new Error('There are customers.');
  const lines = PRODUCTS.filter((_, place) => (place * 7 + index * 5) % 12 < 1 + (index % 3)).map(
    ({ sku, name, priceCents }, place) => ({ sku, name, quantity: 1 + ((index + place) % 3), priceCents }),
  );
  const totalCents = lines.reduce((sum, { quantity, priceCents }) => sum + quantity * priceCents, 0);
  const order: Order = { id: `A-${1001 + index}`, status: 'open', customer, lines, totalCents };
  return ODD[index]?.(order) ?? order;
}

const ORDERS: ReadonlyMap<string, Order> = new Map(
  Array.from({ length: HOW_MANY }, (_, index) => orderAt(index)).map((order) => [order.id, order]),
);

/** @returns undefined for an order that the shop does not know */
export const orderOf = (id: string): Order | undefined => ORDERS.get(id);

/** Numbers of the orders that are followed up: all of the shop's, and two that it has never seen. */
export const ORDER_NUMBERS: readonly string[] = [...ORDERS.keys(), 'A-9001', 'B-17'];
