import type { Expectation } from '../expectation.ts';
import { type Decision, LIMIT_CENTS, type Refund } from '../shop/refunds.ts';

/** @param decision undefined where nobody is to be asked */
export function expectRefund(refund: Refund, decision: Decision | undefined): Expectation {
  const asked = refund.amountCents <= LIMIT_CENTS ? 'small' : refund.goodwill ? 'offer' : 'claim';
  if (asked === 'small' || decision === undefined) return paid(refund, asked, 'Below the limit');
  switch (decision.act) {
    case 'approve':
    case 'approveTwice':
      return paid(refund, asked, decision.note);
    case 'reject':
      return unpaid(refund, asked, true);
    case 'ignore':
      // An offer lapses in silence.
      return unpaid(refund, asked, asked === 'claim');
    case 'cancel':
      return { status: 'canceled', why: 'the demo canceled it while it waited', lookups: [], effects: [] };
  }
}

function paid({ id, order, amountCents }: Refund, asked: string, note: string): Expectation {
  return {
    status: 'succeeded',
    lookups: [],
    effects: [{ path: '/refunds', body: { refund: id, order, amountCents, note } }],
    output: { refund: id, asked, paidCents: amountCents, declined: false, note },
  };
}

function unpaid({ id, order }: Refund, asked: string, declined: boolean): Expectation {
  const letter = { path: '/letters', body: { refund: id, text: `We are sorry: no refund for ${order}.` } };
  return {
    status: 'succeeded',
    lookups: [],
    effects: declined ? [letter] : [],
    output: { refund: id, asked, paidCents: 0, declined, note: null },
  };
}
