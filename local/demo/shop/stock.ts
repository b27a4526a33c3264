import { PRODUCTS } from './products.ts';

/** Where the shop keeps its goods: each is asked by a node of its own in check-stock.json. */
export const WAREHOUSES: readonly string[] = [
  'hamburg',
  'rotterdam',
  'gdansk',
  'lyon',
  'milan',
  'porto',
  'vienna',
  'prague',
  'malmo',
  'cork',
];

/** @returns pieces in stock; undefined where the warehouse does not keep that product */
export function stockOf(warehouse: string, sku: string): number | undefined {
  const place = WAREHOUSES.indexOf(warehouse);
  const product = PRODUCTS.findIndex((one) => one.sku === sku);
  if (place === -1 || product === -1) return undefined;
  const keepsIt = (place + 2 * product) % 4 !== 3;
  return keepsIt ? (place * 17 + product * 29) % 31 : undefined;
}

/** How many pieces are asked for: a few, a pallet, more than there are. */
const WANTED = [6, 60, 400];

/** Somebody wants to know whether so many are there. */
export interface StockQuestion {
  readonly sku: string;
  readonly wanted: number;
}

export const STOCK_QUESTIONS: readonly StockQuestion[] = PRODUCTS.flatMap(({ sku }, index) =>
  WANTED.filter((_, size) => size !== index % WANTED.length).map((wanted) => ({ sku, wanted })),
);
