import type { Api } from './api.ts';
import type { Published } from './publish.ts';
import type { RunAnswer } from './run-answer.ts';

export interface Started {
  readonly published: readonly Published[];
  /** Epoch milliseconds of the first start. */
  readonly since: number;
  /** Ids of the runs that there must be. */
  readonly known: ReadonlySet<string>;
}

/** Ids of runs that no start answered for: what a start that was repeated leaves behind if it counts twice. */
export async function strayRuns(api: Api, started: Started): Promise<string[]> {
  const found = await Promise.all(started.published.map(({ id }) => strayRunsOf(api, id, started)));
  return found.flat();
}

async function strayRunsOf(api: Api, workflowId: string, { since, known }: Started): Promise<string[]> {
  const strays: string[] = [];
  // Newest first: the runs of earlier demos are not read to their beginning.
  for await (const page of api.pages<RunAnswer>(`/v1/workflows/${workflowId}/runs`)) {
    const ours = page.filter(({ createdAt }) => Date.parse(createdAt) >= since);
    strays.push(...ours.map(({ id }) => id).filter((id) => !known.has(id)));
    if (ours.length < page.length) break;
  }
  return strays;
}
