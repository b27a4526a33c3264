import { describe, expect, it } from 'vitest';
import { Api } from '../../../local/demo/api.ts';
import { deliver, judgeAgain } from '../../../local/demo/deliver.ts';
import { recordedDeliveries } from '../../../local/demo/payloads.ts';
import { Ledger } from '../../../local/demo/service/ledger.ts';

const delivery = recordedDeliveries().find(({ payload }) => 'action' in payload && payload.action === 'pinned');
if (delivery === undefined) throw new Error('Somebody pinned an issue.');
const published = [{ workflow: delivery.workflow, id: 'wf_1', name: 'Triage GitHub issues' }];
const context = { published, ledger: new Ledger(), serviceUrl: 'http://127.0.0.1:1' };

describe('deliver', () => {
  it('tells as a problem what keeps a run from starting', async () => {
    const api = new Api({ url: 'http://127.0.0.1:1', apiKey: 'key' });
    const outcome = await deliver(delivery, { ...context, api });
    expect(outcome.problems).toEqual(['The API at http://127.0.0.1:1 does not answer.']);
    expect(outcome.run).toBeUndefined();
    expect(judgeAgain(outcome, context.ledger)).toBe(outcome);
  });

  it('throws when no workflow is there for the event', async () => {
    const api = new Api({ url: 'http://127.0.0.1:1', apiKey: 'key' });
    await expect(deliver(delivery, { ...context, published: [], api })).rejects.toThrow('No workflow takes issues.');
  });
});

describe('judgeAgain', () => {
  it('finds an effect that came after the end of the run', () => {
    const ledger = new Ledger();
    const run = { id: 'run_1', status: 'succeeded', output: null, error: null, createdAt: '', endedAt: '' };
    const expectation = { status: 'succeeded', output: null, lookups: [], effects: [] } as const;
    const [workflow] = published;
    if (workflow === undefined) throw new Error('There is one.');
    const outcome = { delivery, published: workflow, expectation, run, problems: [] };
    expect(judgeAgain(outcome, ledger).problems).toEqual([]);
    ledger.effect(delivery.id, 'k', { path: '/labels', body: {} });
    expect(judgeAgain(outcome, ledger).problems).toEqual(['the effect /labels {} is one too many']);
  });
});
