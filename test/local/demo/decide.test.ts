import { describe, expect, it } from 'vitest';
import { decide } from '../../../local/demo/decide.ts';
import type { Decision } from '../../../local/demo/shop/refunds.ts';
import { apiOver, type Said } from './api-over.ts';
import { stepOf } from './outcomes.ts';

const CONFLICT: Said = { status: 409, body: {} };

/** Takes one decision about a run that begins to wait at the second look; answers what it was told. */
async function told(act: Decision['act'], second: Said = CONFLICT): Promise<unknown[]> {
  const posts: unknown[] = [];
  let looks = 0;
  const api = await apiOver(({ method, url, body }) => {
    if (method === 'POST') {
      posts.push([url, body]);
      return posts.length === 2 ? second : { body: {} };
    }
    looks += 1;
    const status = looks === 1 ? 'running' : 'waiting';
    const other = stepOf('pause', { type: 'flow.delay', status: 'waiting' });
    return { body: { items: [other, stepOf('claim', { type: 'flow.approval', status })] } };
  });
  await decide('run_1', { act, note: 'fine' }, api);
  return posts;
}

const path = '/v1/runs/run_1/approvals/claim';
const approval = [path, { approved: true, data: { note: 'fine' } }];
const rejection = [path, { approved: false }];

describe('decide', () => {
  it.each([
    ['approve', [approval]],
    ['reject', [rejection]],
    ['approveTwice', [approval, rejection]],
    ['ignore', []],
    ['cancel', [['/v1/runs/run_1/cancel', undefined]]],
  ] as const)('does what was decided once the run asks: %s', async (act, posts) => {
    expect(await told(act)).toEqual(posts);
  });

  it.each([
    [{ body: {} }, 'a success'],
    [{ status: 404, body: {} }, '404'],
  ])('throws when the second answer does not meet 409 but %j', async (second, met) => {
    await expect(told('approveTwice', second)).rejects.toThrow(`The second answer to run_1 met ${met}, not 409.`);
  });
});
