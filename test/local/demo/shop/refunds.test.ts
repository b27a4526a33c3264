import { describe, expect, it } from 'vitest';
import { orderOf } from '../../../../local/demo/shop/orders.ts';
import { LIMIT_CENTS, REFUNDS } from '../../../../local/demo/shop/refunds.ts';

describe('REFUNDS', () => {
  it.each(REFUNDS)('$id is for no more than its order came to, and decided about if it must be', (refund) => {
    expect(refund.amountCents).toBeLessThanOrEqual(orderOf(refund.order)?.totalCents ?? 0);
    expect(refund.decision !== undefined).toBe(refund.amountCents > LIMIT_CENTS);
  });
});
