import { setTimeout as sleep } from 'node:timers/promises';
import { CloudFailure } from '../cloud/failure.ts';

/** A run as the API shows it; times in ISO 8601. */
export interface RunAnswer {
  readonly id: string;
  readonly status: string;
  readonly output: unknown;
  readonly error: RunErrorAnswer | null;
  readonly createdAt: string;
  readonly endedAt: string | null;
}

interface RunErrorAnswer {
  readonly code: string;
  readonly message: string;
  readonly nodeId?: string;
  readonly data?: unknown;
}

export interface StepAnswer {
  readonly nodeId: string;
  readonly type: string;
  readonly status: string;
  readonly attempts: number;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}

interface Request {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string;
}

const REMEDY = 'npm run logs shows what the functions said.';
const MAX_TRIES = 5;
const MAX_PAUSE_SECONDS = 60;

/** The public API with one key: nothing else of the cloud is used. */
export class Api {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor({ url, apiKey }: { readonly url: string; readonly apiKey: string }) {
    this.#url = url;
    this.#headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  }

  /** @throws CloudFailure for every answer that is no success; a 429 is tried again when it says */
  async call<T>(request: Request): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      const response = await this.#send(request);
      const text = await response.text();
      if (response.ok) return JSON.parse(text) as T;
      if (response.status !== 429 || tries === MAX_TRIES) throw refused(request, response.status, text);
      const seconds = Number(response.headers.get('retry-after') ?? 1);
      await sleep(Math.min(seconds, MAX_PAUSE_SECONDS) * 1000);
    }
  }

  /** All items of a list, page by page. */
  async list<T>(path: string): Promise<T[]> {
    const items: T[] = [];
    let query = '?limit=100';
    for (;;) {
      const page = await this.call<Page<T>>({ method: 'GET', path: `${path}${query}` });
      items.push(...page.items);
      if (page.nextCursor === undefined) return items;
      query = `?limit=100&cursor=${encodeURIComponent(page.nextCursor)}`;
    }
  }

  async #send({ method, path, body, headers }: Request): Promise<Response> {
    try {
      return await fetch(`${this.#url}${path}`, {
        method,
        headers: { ...this.#headers, ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    } catch (cause) {
      throw new CloudFailure(`The API at ${this.#url} does not answer.`, 'npm start starts it.', { cause });
    }
  }
}

function refused({ method, path }: Request, status: number, text: string): CloudFailure {
  return new CloudFailure(`${method} ${path} answered ${status}: ${text.slice(0, 1000)}`, REMEDY);
}
