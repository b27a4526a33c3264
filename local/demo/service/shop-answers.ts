import { orderOf } from '../shop/orders.ts';
import { stockOf } from '../shop/stock.ts';
import { type Answer, refuse } from './answer.ts';

const ORDER_PATH = /^\/orders\/([\w-]+)$/;
const STOCK_PATH = /^\/warehouses\/([a-z]+)\/stock$/;

/** @returns undefined for a path that is not the shop's */
export function lookUpShop({ pathname, searchParams }: URL): Answer | undefined {
  const [, number] = ORDER_PATH.exec(pathname) ?? [];
  if (number !== undefined) return order(number);
  const [, warehouse] = STOCK_PATH.exec(pathname) ?? [];
  return warehouse === undefined ? undefined : stock(warehouse, searchParams.get('sku') ?? '');
}

function order(number: string): Answer {
  const body = orderOf(number);
  return body === undefined ? refuse(404, `There is no order ${number}.`) : { status: 200, body };
}

function stock(warehouse: string, sku: string): Answer {
  const pieces = stockOf(warehouse, sku);
  return pieces === undefined
    ? refuse(404, `${warehouse} does not keep ${sku}.`)
    : { status: 200, body: { warehouse, sku, pieces } };
}
