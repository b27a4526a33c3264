import { describe, expect, it } from 'vitest';
import { strayRuns } from '../../../local/demo/strays.ts';
import { apiOver } from './api-over.ts';
import { at, runOf, workflowOf } from './outcomes.ts';

const published = [{ workflow: workflowOf('check-stock'), id: 'wf_1', name: 'Stock' }];
const started = { published, since: Date.parse(at(0)), known: new Set(['run_1']) };
const run = (id: string, createdAt: number) => runOf({ id, createdAt: at(createdAt) });

describe('strayRuns', () => {
  it('finds the runs that nobody asked for, and reads no page that is too old', async () => {
    const pages = [
      { items: [run('run_3', 20), run('run_1', 10)], nextCursor: 'b' },
      { items: [run('run_2', 0), run('run_old', -1)], nextCursor: 'c' },
    ];
    const asked: string[] = [];
    const api = await apiOver(({ url }) => {
      asked.push(url);
      return { body: pages[asked.length - 1] };
    });
    expect(await strayRuns(api, started)).toEqual(['run_3', 'run_2']);
    expect(asked).toEqual(['/v1/workflows/wf_1/runs?limit=100', '/v1/workflows/wf_1/runs?limit=100&cursor=b']);
  });

  it('finds none where each is known', async () => {
    const api = await apiOver(() => ({ body: { items: [run('run_1', 10)] } }));
    expect(await strayRuns(api, started)).toEqual([]);
  });
});
