import type { Effect, Expectation } from '../expectation.ts';
import { type StockQuestion, stockOf, WAREHOUSES } from '../shop/stock.ts';

type Outcome = 'short' | 'one' | 'many';

export function expectStockCheck({ sku, wanted }: StockQuestion): Expectation {
  const stock = WAREHOUSES.map((warehouse) => ({ warehouse, pieces: stockOf(warehouse, sku) ?? 0 }));
  const keepers = stock.filter(({ pieces }) => pieces > 0).map(({ warehouse }) => warehouse);
  const total = stock.reduce((sum, { pieces }) => sum + pieces, 0);
  const warehouse = stock.find(({ pieces }) => pieces >= wanted)?.warehouse;
  const outcome = total < wanted ? 'short' : warehouse === undefined ? 'many' : 'one';
  const effects: Readonly<Record<Outcome, Effect>> = {
    short: { path: '/purchases', body: { sku, pieces: wanted - total } },
    one: { path: '/reservations', body: { sku, pieces: wanted, warehouse } },
    many: { path: '/transfers', body: { sku, pieces: wanted, warehouses: keepers } },
  };
  return {
    status: 'succeeded',
    lookups: WAREHOUSES.map((name) => `/warehouses/${name}/stock?${new URLSearchParams({ sku }).toString()}`),
    effects: [effects[outcome]],
    output: { sku, total, warehouses: keepers.length, outcome },
  };
}
