import type { OperationFacts } from './answer.ts';
import { OPERATIONS, type Operations } from './generated/operations.ts';
import { retryAfterOf, StepwellError } from './stepwell-error.ts';

export interface ClientOptions {
  /** Of the deployment, without a slash at the end. */
  readonly baseUrl: string;
  /** An API key, the token of a user, or what answers one. @default none: public operations only */
  readonly token?: string | (() => string | Promise<string>);
  /** @default the platform's own */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Further tries after 429 and 503, for calls that may be repeated. @default 2 */
  readonly retries?: number;
  /** A longer wait than so many seconds is not waited for: the error is thrown. @default 30 */
  readonly maxWaitSeconds?: number;
  /** Resolves after `ms`. */
  readonly sleep?: (ms: number) => Promise<void>;
}

/** Of a single call, beside what the operation takes. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  /** @default a new one for each call of an operation that takes one */
  readonly idempotencyKey?: string;
}

type Name = keyof Operations;
type Arguments<Request> = object extends Request ? [request?: Request & CallOptions] : [request: Request & CallOptions];

/** A method for each operation. */
export type StepwellClient = {
  readonly [Each in Name]: (...args: Arguments<Operations[Each]['request']>) => Promise<Operations[Each]['answer']>;
};

/** Everything that any operation takes. */
interface AnyRequest extends CallOptions {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
}

/**
 * A client of one deployment. Its methods answer what is no error, told apart by `status`, and throw `StepwellError`
 * for the rest.
 *
 * @example
 * const client = createClient({ baseUrl: 'https://api.example.com', token: process.env.STEPWELL_KEY });
 * const { body: run } = await client.startRun({ params: { workflowId }, query: { wait: 20 }, body: { input: {} } });
 */
export function createClient(options: ClientOptions): StepwellClient {
  const methods = Object.entries(OPERATIONS).map(([name, facts]) => [
    name,
    (request: AnyRequest = {}) => call(facts, request, options),
  ]);
  return Object.fromEntries(methods) as StepwellClient;
}

const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'PUT', 'DELETE']);
const WAIT_SECONDS = 1;

async function call(facts: OperationFacts, request: AnyRequest, options: ClientOptions) {
  const { retries = 2, maxWaitSeconds = 30, sleep = pause, fetch: send = fetch } = options;
  const url = options.baseUrl + pathOf(facts.path, request.params) + queryOf(request.query);
  // The same for every try: that is what makes them one request.
  const init = initOf(facts, request);
  const mayRepeat = facts.takesKey === true || IDEMPOTENT.has(facts.method);
  for (let attempt = 0; ; attempt += 1) {
    const response = await send(url, { ...init, headers: { ...init.headers, ...(await credentialOf(options)) } });
    const { status, headers } = response;
    const body = await bodyOf(response);
    if (facts.answers.includes(status)) return { status, body, headers };
    const error = new StepwellError(status, body, headers);
    const waitSeconds = retryAfterOf(headers) ?? WAIT_SECONDS;
    const isPassing = status === 429 || status === 503;
    if (!isPassing || !mayRepeat || attempt >= retries || waitSeconds > maxWaitSeconds) throw error;
    await sleep(waitSeconds * 1000);
  }
}

function initOf({ method, takesKey }: OperationFacts, request: AnyRequest) {
  const { headers = {}, body, signal, idempotencyKey } = request;
  return {
    method,
    // The address of a large output has its own credential: it is for the caller to follow.
    redirect: 'manual' as const,
    headers: {
      ...Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(takesKey === true && { 'idempotency-key': idempotencyKey ?? crypto.randomUUID() }),
    } as Readonly<Record<string, string>>,
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal !== undefined && { signal }),
  };
}

async function credentialOf({ token }: ClientOptions): Promise<Readonly<Record<string, string>>> {
  if (token === undefined) return {};
  return { authorization: `Bearer ${typeof token === 'string' ? token : await token()}` };
}

/** @throws Error when a parameter is missing */
const pathOf = (path: string, params: AnyRequest['params'] = {}): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined || value === '') throw new Error(`The parameter ${name} is missing.`);
    return encodeURIComponent(value);
  });

function queryOf(query: AnyRequest['query'] = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)])).toString();
  return text === '' ? '' : `?${text}`;
}

/** JSON where it is JSON, else text, as of a proxy that is none of the API; undefined when there is none. */
async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return undefined;
  const isJson = /^application\/(?:[\w.-]+\+)?json\b/.test(response.headers.get('content-type') ?? '');
  if (!isJson) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
