import { describe, expect, it } from 'vitest';
import { recordedDeliveries } from '../../../local/demo/payloads.ts';

describe('recordedDeliveries', () => {
  const deliveries = recordedDeliveries();
  const countOf = (file: string): number => deliveries.filter(({ workflow }) => workflow.file === file).length;

  it('takes every issue, pull request and push payload of the package', () => {
    const counts = ['triage-issues', 'review-pull-requests', 'watch-pushes'].map(countOf);
    expect(counts).toEqual([70, 77, 14]);
  });

  it('gives each workflow payloads of the shape that it is for', () => {
    const shapes = { 'triage-issues': 'issue', 'review-pull-requests': 'pull_request', 'watch-pushes': 'ref' };
    for (const { payload, workflow, origin } of deliveries) {
      expect(payload, origin).toHaveProperty(shapes[workflow.file]);
    }
  });

  it('names each delivery once', () => {
    expect(new Set(deliveries.map(({ id }) => id)).size).toBe(deliveries.length);
    expect(new Set(deliveries.map(({ origin }) => origin)).size).toBe(deliveries.length);
    expect(deliveries[0]?.origin).toMatch(/^api\.github\.com \w+\.\w+, example \d+$/);
  });
});
