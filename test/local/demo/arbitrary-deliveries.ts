import fc from 'fast-check';
import type { Delivery } from '../../../local/demo/delivery.ts';
import { ORDER_NUMBERS } from '../../../local/demo/shop/orders.ts';
import { PRODUCTS } from '../../../local/demo/shop/products.ts';
import { LIMIT_CENTS } from '../../../local/demo/shop/refunds.ts';
import type { DemoWorkflow } from '../../../local/demo/workflows.ts';

const repository = fc.constantFrom({ full_name: 'Codertocat/Hello-World' }, { full_name: 'octo-org/octo-repo' });
const number = fc.integer({ min: 1, max: 200 });
const lines = fc.integer({ min: 0, max: 600 });
const paths = fc.array(fc.constantFrom('README.md', 'a.ts'), { maxLength: 2 });

const issues = fc.record({
  action: fc.constantFrom('opened', 'created', 'edited', 'labeled', 'pinned'),
  repository,
  issue: fc.record(
    {
      number,
      title: fc.constantFrom('A Typo', 'It stops', 'naïve 🙂'),
      body: fc.constantFrom(null, '', ' two  words', 'one\ntwo three'),
      labels: fc.subarray([{ name: 'bug' }, { name: 'help' }]),
      locked: fc.boolean(),
    },
    { requiredKeys: ['number', 'title'] },
  ),
  comment: fc.constant({ user: { login: 'ada' } }),
});

const pullRequests = fc.record({
  action: fc.constantFrom('opened', 'closed'),
  repository,
  pull_request: fc.record(
    { number, additions: lines, deletions: lines, draft: fc.boolean(), merged: fc.boolean() },
    { requiredKeys: ['number'] },
  ),
});

const pushes = fc.record(
  {
    ref: fc.constantFrom('refs/heads/main', 'refs/heads/a/b', 'refs/tags/v1', 'refs/tags/refs/heads/x'),
    repository,
    deleted: fc.boolean(),
    commits: fc.array(fc.record({ added: paths, modified: paths, removed: paths }, { requiredKeys: [] })),
  },
  { requiredKeys: ['ref', 'repository'] },
);

const orders = fc.record({ order: fc.constantFrom(...ORDER_NUMBERS, 'Z-1') });

const stockQuestions = fc.record({
  sku: fc.constantFrom(...PRODUCTS.map(({ sku }) => sku), 'NONE'),
  wanted: fc.integer({ min: 1, max: 200 }),
});

const refunds = fc.record({
  id: fc.constant('R-1'),
  order: fc.constantFrom(...ORDER_NUMBERS),
  amountCents: fc.integer({ min: LIMIT_CENTS - 3, max: LIMIT_CENTS + 3 }),
  reason: fc.constantFrom('Late', 'Naïve 🙂'),
  goodwill: fc.boolean(),
});

const PAYLOADS: Readonly<Record<DemoWorkflow['file'], fc.Arbitrary<object>>> = {
  'triage-issues': issues,
  'review-pull-requests': pullRequests,
  'watch-pushes': pushes,
  'follow-up-orders': orders,
  'check-stock': stockQuestions,
  'refund-above-limit': refunds,
};

const decisions = fc.record({
  act: fc.constantFrom('approve', 'reject', 'approveTwice', 'ignore', 'cancel'),
  note: fc.constantFrom('yes, fine', '{{ run.id }}'),
});

/** Nobody can answer a run that does not ask. */
const asks = (payload: object): boolean => 'amountCents' in payload && Number(payload.amountCents) > LIMIT_CENTS;

/** Deliveries of shapes that were not recorded, for one workflow. */
export const arbitraryDelivery = (workflow: DemoWorkflow): fc.Arbitrary<Delivery> =>
  fc
    .record({
      id: fc.uuid(),
      event: fc.constantFrom(...workflow.events),
      payload: PAYLOADS[workflow.file],
      decision: decisions,
    })
    .map(({ decision, ...made }) => ({
      ...made,
      workflow,
      origin: 'made up',
      luck: [],
      ...(asks(made.payload) && { decision }),
    }));
