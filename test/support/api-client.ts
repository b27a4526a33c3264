import type { CloudInfo } from '../../local/cloud/info.ts';
import { checkAnswer } from './answer-check.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever the API answers.
  readonly body: any;
}

interface CallOptions {
  readonly body?: unknown;
  /** Sent as it is. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** @default the demo tenant's; null sends none */
  readonly key?: string | null;
}

/** The public API, as a caller sees it. Every answer is held against its documentation. */
export function apiClient({ url, apiKey }: Pick<CloudInfo, 'url' | 'apiKey'>) {
  const call = async (method: string, path: string, options: CallOptions = {}): Promise<Answer> => {
    const key = options.key === undefined ? apiKey : options.key;
    const body = options.text ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
    const response = await fetch(`${url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(key !== null && { authorization: `Bearer ${key}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(body !== undefined && { body }),
    });
    const answer = { status: response.status, headers: response.headers, body: parse(await response.text()) };
    await checkAnswer(method, path, answer.status, answer.body);
    return answer;
  };

  /** Creates and publishes; answers the workflow's id. */
  const publish = async (definition: unknown): Promise<string> => {
    const created = await call('POST', '/v1/workflows', { body: definition });
    if (created.status !== 201) throw new Error(`Not created: ${JSON.stringify(created.body)}`);
    const published = await call('POST', `/v1/workflows/${created.body.id}/publish`);
    if (published.status !== 200) throw new Error(`Not published: ${JSON.stringify(published.body)}`);
    return created.body.id;
  };

  const run = (workflowId: string, input: unknown = {}, headers: Record<string, string> = {}): Promise<Answer> =>
    call('POST', `/v1/workflows/${workflowId}/runs?wait=25`, { body: { input }, headers });

  /** Waits for a run that takes longer than a request may. */
  const ended = async (runId: string, withinMs = 60_000): Promise<Answer> => {
    const until = Date.now() + withinMs;
    for (;;) {
      const answer = await call('GET', `/v1/runs/${runId}`);
      if (answer.body.endedAt) return answer;
      // Whoever polls asks again after a failure of the server; what the caller did wrong stays wrong.
      const { status } = answer;
      if (status >= 400 && status < 500) throw new Error(`${status}: ${JSON.stringify(answer.body)}`);
      if (Date.now() > until) throw new Error(`The run is still ${answer.body.status}.`);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  };

  return { call, publish, run, ended };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
