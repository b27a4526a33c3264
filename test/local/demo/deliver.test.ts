import { describe, expect, it } from 'vitest';
import { Api } from '../../../local/demo/api.ts';
import { deliver, judgeAgain } from '../../../local/demo/deliver.ts';
import { Ledger } from '../../../local/demo/service/ledger.ts';
import { shopDeliveries } from '../../../local/demo/shop-deliveries.ts';
import { apiOver } from './api-over.ts';
import { outcomeOf, runOf, stepOf } from './outcomes.ts';

const [offer] = shopDeliveries();
if (offer === undefined) throw new Error('There are refunds.');
const { decision: _decision, ...order } = { ...offer, payload: { ...offer.payload, amountCents: 1 } };
const published = [{ workflow: offer.workflow, id: 'wf_1', name: 'Refund' }];
const context = { published, ledger: new Ledger(), serviceUrl: 'http://service' };
const nobody = new Api({ url: 'http://127.0.0.1:1', apiKey: 'key' });

describe('deliver', () => {
  it('starts a run under its own key, waits for its end, and reads its steps', async () => {
    const steps = [stepOf('limit')];
    const api = await apiOver(({ url }) => ({ body: url.includes('/steps') ? { items: steps } : runOf() }));
    const { run, problems } = await deliver(order, { ...context, api });
    expect(run?.steps).toEqual(steps);
    expect(problems).toContainEqual(expect.stringContaining('the output is null'));
  });

  it('looks again until a run that it did not wait for has ended', async () => {
    const seen: unknown[] = [];
    const api = await apiOver(({ method, url, headers, body }) => {
      seen.push([method, url, headers['idempotency-key'], body]);
      if (url.includes('/steps')) return { body: { items: [] } };
      return { body: runOf(seen.length < 3 ? { status: 'waiting', endedAt: null } : {}) };
    });
    await deliver(offer, { ...context, api });
    const { id: delivery, event, payload } = offer;
    expect(seen).toEqual([
      ['POST', '/v1/workflows/wf_1/runs', delivery, { input: { delivery, event, service: 'http://service', payload } }],
      ['GET', '/v1/runs/run_1', undefined, undefined],
      ['GET', '/v1/runs/run_1', undefined, undefined],
      ['GET', '/v1/runs/run_1/steps?limit=100', undefined, undefined],
    ]);
  });

  it('tells as a problem what keeps a run from starting', async () => {
    const outcome = await deliver(order, { ...context, api: nobody });
    expect(outcome.problems).toEqual(['The API at http://127.0.0.1:1 does not answer.']);
    expect(outcome.run).toBeUndefined();
    expect(judgeAgain(outcome, context.ledger)).toBe(outcome);
  });

  it('throws when no workflow is there for the event', async () => {
    const delivering = deliver(order, { ...context, published: [], api: nobody });
    await expect(delivering).rejects.toThrow('No workflow takes refund.asked.');
  });
});

describe('judgeAgain', () => {
  it('finds an effect that came after the end of the run', () => {
    const ledger = new Ledger();
    const outcome = outcomeOf();
    expect(judgeAgain(outcome, ledger).problems).toEqual([]);
    ledger.effect(outcome.delivery.id, 'k', { path: '/labels', body: {} });
    expect(judgeAgain(outcome, ledger).problems).toEqual(['the effect /labels {} is one too many']);
  });
});
