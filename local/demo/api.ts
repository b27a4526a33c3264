import { setTimeout as sleep } from 'node:timers/promises';
import { CloudFailure } from '../cloud/failure.ts';

interface Request {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent with each try; without one, a POST whose connection fails is not tried again. */
  readonly idempotencyKey?: string;
  /** Milliseconds after which the first try is broken off, as if the connection had failed. */
  readonly hangUpAfter?: number;
}

interface Answered {
  readonly response: Response;
  readonly text: string;
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string;
}

const REMEDY = 'npm run logs shows what the functions said.';
const MAX_TRIES = 5;
const MAX_PAUSE_SECONDS = 60;
const MAX_CONNECTIONS = 3;
const RECONNECT_MS = 200;

/** An answer that is no success. */
export class ApiRefusal extends CloudFailure {
  readonly status: number;

  constructor({ method, path }: Request, status: number, text: string) {
    super(`${method} ${path} answered ${status}: ${text.slice(0, 1000)}`, REMEDY);
    this.status = status;
  }
}

/** The public API with one key: nothing else of the cloud is used. */
export class Api {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;
  #repeated = 0;
  #sent = 0;

  constructor({ url, apiKey }: { readonly url: string; readonly apiKey: string }) {
    this.#url = url;
    this.#headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  }

  /** How many requests were sent. */
  get sent(): number {
    return this.#sent;
  }

  /** How many requests were sent once more under their idempotency key, because the connection had failed. */
  get repeated(): number {
    return this.#repeated;
  }

  /**
   * A 429 is tried again when it says; a failed connection at once, where that cannot do anything twice.
   * @throws ApiRefusal for every answer that is no success
   * @throws CloudFailure when nobody answers
   */
  async call<T>(request: Request): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      const { response, text } = await this.#connect(request, 1);
      if (response.ok) return JSON.parse(text) as T;
      if (response.status !== 429 || tries === MAX_TRIES) throw new ApiRefusal(request, response.status, text);
      const seconds = Number(response.headers.get('retry-after') ?? 1);
      await sleep(Math.min(seconds, MAX_PAUSE_SECONDS) * 1000);
    }
  }

  /** All items of a list. */
  async list<T>(path: string): Promise<T[]> {
    const items: T[] = [];
    for await (const page of this.pages<T>(path)) items.push(...page);
    return items;
  }

  async *pages<T>(path: string): AsyncGenerator<readonly T[]> {
    let query = '?limit=100';
    for (;;) {
      const page = await this.call<Page<T>>({ method: 'GET', path: `${path}${query}` });
      yield page.items;
      if (page.nextCursor === undefined) return;
      query = `?limit=100&cursor=${encodeURIComponent(page.nextCursor)}`;
    }
  }

  async #connect(request: Request, connection: number): Promise<Answered> {
    try {
      return await this.#send(request, connection === 1 ? request.hangUpAfter : undefined);
    } catch (cause) {
      const hasKey = request.idempotencyKey !== undefined;
      if (connection === MAX_CONNECTIONS || !(hasKey || request.method === 'GET')) {
        throw new CloudFailure(`The API at ${this.#url} does not answer.`, 'npm start starts it.', { cause });
      }
      if (hasKey) this.#repeated += 1;
    }
    await sleep(RECONNECT_MS);
    return this.#connect(request, connection + 1);
  }

  async #send({ method, path, body, headers, idempotencyKey }: Request, hangUpAfter?: number): Promise<Answered> {
    this.#sent += 1;
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        ...this.#headers,
        ...headers,
        ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(hangUpAfter !== undefined && { signal: AbortSignal.timeout(hangUpAfter) }),
    });
    return { response, text: await response.text() };
  }
}
