import { describe, expect, it } from 'vitest';
import { githubDeliveries } from '../../../local/demo/github-deliveries.ts';

describe('githubDeliveries', () => {
  const deliveries = githubDeliveries();
  const countOf = (file: string): number => deliveries.filter(({ workflow }) => workflow.file === file).length;

  it('takes every issue, pull request and push payload of the package', () => {
    const counts = ['triage-issues', 'review-pull-requests', 'watch-pushes'].map(countOf);
    expect(counts).toEqual([70, 77, 14]);
  });

  it('gives each workflow payloads of the shape that it is for', () => {
    const shapes: Readonly<Record<string, string>> = {
      'triage-issues': 'issue',
      'review-pull-requests': 'pull_request',
      'watch-pushes': 'ref',
    };
    for (const { payload, workflow, origin } of deliveries) {
      expect(payload, origin).toHaveProperty(shapes[workflow.file] ?? 'no such shape');
    }
  });

  it('lets the service stumble for every tenth', () => {
    expect(deliveries.flatMap(({ luck }, index) => (luck.length > 0 ? [index % 10] : []))).toEqual(Array(17).fill(0));
  });

  it('names each delivery once', () => {
    expect(new Set(deliveries.map(({ id }) => id)).size).toBe(deliveries.length);
    expect(new Set(deliveries.map(({ origin }) => origin)).size).toBe(deliveries.length);
    expect(deliveries[0]?.origin).toMatch(/^api\.github\.com \w+\.\w+, example \d+$/);
  });
});
