import { describe, expect, it } from 'vitest';
import { expectRefund } from '../../../../local/demo/expected/refunds.ts';

const claim = { id: 'R-1', order: 'A-1', amountCents: 10_001, reason: 'Late', goodwill: false };
const offer = { ...claim, goodwill: true };
const decision = (act: 'approve' | 'reject' | 'approveTwice' | 'ignore' | 'cancel') => ({ act, note: 'fine' });

describe('expectRefund', () => {
  it('pays up to the limit without asking', () => {
    expect(expectRefund({ ...offer, amountCents: 10_000 }, undefined)).toEqual({
      status: 'succeeded',
      lookups: [],
      effects: [
        { path: '/refunds', body: { refund: 'R-1', order: 'A-1', amountCents: 10_000, note: 'Below the limit' } },
      ],
      output: { refund: 'R-1', asked: 'small', paidCents: 10_000, declined: false, note: 'Below the limit' },
    });
  });

  it.each([
    [claim, 'claim'],
    [offer, 'offer'],
  ] as const)('pays what was approved, twice or not', (refund, asked) => {
    const paid = { output: { asked, paidCents: 10_001, note: 'fine' }, effects: [{ body: { note: 'fine' } }] };
    expect(expectRefund(refund, decision('approve'))).toMatchObject(paid);
    expect(expectRefund(refund, decision('approveTwice'))).toMatchObject(paid);
  });

  it('writes a letter about what was rejected', () => {
    expect(expectRefund(offer, decision('reject'))).toMatchObject({
      effects: [{ path: '/letters', body: { refund: 'R-1', text: 'We are sorry: no refund for A-1.' } }],
      output: { paidCents: 0, declined: true, note: null },
    });
  });

  it('lets an offer lapse in silence, but not a claim', () => {
    expect(expectRefund(offer, decision('ignore'))).toMatchObject({ effects: [], output: { declined: false } });
    expect(expectRefund(claim, decision('ignore'))).toMatchObject({ effects: [{}], output: { declined: true } });
  });

  it('expects nothing of a run that is canceled', () => {
    expect(expectRefund(claim, decision('cancel'))).toMatchObject({ status: 'canceled', effects: [] });
  });
});
