import { describe, expect, it } from 'vitest';
import { expectStockCheck } from '../../../../local/demo/expected/stock.ts';

const sku = 'KET-17';

describe('expectStockCheck', () => {
  it('expects all warehouses to be asked', () => {
    const { lookups } = expectStockCheck({ sku, wanted: 6 });
    expect(lookups).toHaveLength(10);
    expect(lookups).toContain('/warehouses/porto/stock?sku=KET-17');
  });

  it.each([
    ['takes them from the first that has enough', 6, 'one', '/reservations', { pieces: 6, warehouse: 'rotterdam' }],
    ['gathers them from all that have any', 60, 'many', '/transfers', { pieces: 60, warehouses: expect.any(Array) }],
    ['buys what is missing', 100, 'short', '/purchases', { pieces: 1 }],
  ])('%s', (_what, wanted, outcome, path, body) => {
    expect(expectStockCheck({ sku, wanted })).toEqual({
      status: 'succeeded',
      lookups: expect.any(Array),
      effects: [{ path, body: { sku, ...body } }],
      output: { sku, total: 99, warehouses: 7, outcome },
    });
  });

  it('finds nothing of what nobody keeps', () => {
    expect(expectStockCheck({ sku: 'NONE', wanted: 1 })).toMatchObject({ output: { total: 0, warehouses: 0 } });
  });
});
