import { describe, expect, it } from 'vitest';
import { publishWorkflows } from '../../../local/demo/publish.ts';
import { DEMO_WORKFLOWS } from '../../../local/demo/workflows.ts';
import { apiOver } from './api-over.ts';

describe('publishWorkflows', () => {
  it('replaces a workflow that is there, creates the others, and publishes all', async () => {
    const seen: string[] = [];
    const api = await apiOver(({ method, url, headers }) => {
      seen.push(`${method} ${url} ${headers['if-match'] ?? ''}`.trim());
      if (method === 'GET') return { body: { items: [{ id: 'wf_old', name: 'Watch pushes' }] } };
      return { body: { id: method === 'PUT' ? 'wf_old' : 'wf_new', name: '' } };
    });
    const published = await publishWorkflows(api);
    expect(published.map(({ id, name }) => [id, name])).toEqual([
      ['wf_new', 'Triage GitHub issues'],
      ['wf_new', 'Review pull requests'],
      ['wf_old', 'Watch pushes'],
      ['wf_new', 'Order follow-up'],
      ['wf_new', 'Stock check of all warehouses'],
      ['wf_new', 'Refund above the limit'],
    ]);
    const created = Array.from({ length: DEMO_WORKFLOWS.length - 1 }, () => 'POST /v1/workflows');
    expect(seen.toSorted()).toEqual([
      'GET /v1/workflows?limit=100',
      ...created,
      ...created.map((create) => `${create}/wf_new/publish`),
      'POST /v1/workflows/wf_old/publish',
      'PUT /v1/workflows/wf_old *',
    ]);
  });
});
