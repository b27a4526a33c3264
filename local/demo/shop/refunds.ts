/** A refund that a customer asks for. */
export interface Refund {
  readonly id: string;
  readonly order: string;
  readonly amountCents: number;
  readonly reason: string;
  /** Paid although nothing is owed: an offer that soon lapses. */
  readonly goodwill: boolean;
}

/**
 * What the demo does about a run that asks for an approval: `approveTwice` approves, then tries to reject; `ignore`
 * lets it expire; `cancel` ends the run while it waits.
 */
type Act = 'approve' | 'reject' | 'approveTwice' | 'ignore' | 'cancel';

export interface Decision {
  readonly act: Act;
  /** Comes with an approval. */
  readonly note: string;
}

/** Refunds up to this need nobody's approval. */
export const LIMIT_CENTS = 10_000;

export interface RefundCase extends Refund {
  /** Absent for a refund that nobody is asked about. */
  readonly decision?: Decision;
}

type Row = readonly [order: string, amountCents: number, reason: string, act?: Act, kind?: 'goodwill'];

const ROWS: readonly Row[] = [
  ['A-1008', 12_500, 'The customer waited for three weeks', 'ignore', 'goodwill'],
  ['A-1003', 34_130, 'The parcel was lost', 'approve'],
  ['A-1005', 2450, 'One mug is chipped'],
  ['A-1006', 42_900, 'The machine leaks', 'approve'],
  ['A-1011', 85_800, 'They changed their mind after 90 days', 'reject'],
  ['A-1014', 11_470, 'It went to the old address', 'approve'],
  ['A-1013', 3990, 'The lid was missing'],
  ['A-1015', 30_150, 'It came after the wedding', 'approveTwice'],
  ['A-1018', 10_001, 'Half of it was not in the box', 'approve'],
  ['A-1020', 10_000, 'Ordered twice by mistake'],
  ['A-1018', 50_449, 'The other half, too', 'reject'],
  ['A-1020', 16_170, 'Returned unopened', 'approve'],
  ['A-1023', 91_350, 'The café closes', 'cancel'],
  ['A-1024', 15_000, 'They order every month', 'approve', 'goodwill'],
  ['A-1027', 18_600, 'Damaged in transit', 'approve'],
  ['A-1021', 450, 'Filters of the wrong size'],
  ['A-1029', 14_850, 'The parcel was lost', 'approve'],
  ['A-1032', 21_000, 'Says that it never came, but has signed for it', 'reject'],
  ['A-1002', 11_470, 'All of it is the wrong colour', 'approve'],
  ['A-1012', 19_500, 'Charged twice', 'approve'],
];

export const REFUNDS: readonly RefundCase[] = ROWS.map(([order, amountCents, reason, act, kind], index) => ({
  id: `R-${201 + index}`,
  order,
  amountCents,
  reason,
  goodwill: kind === 'goodwill',
  ...(act && { decision: { act, note: `Fine, ${index + 1} of ${ROWS.length}` } }),
}));
