import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

interface Call {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/**
 * A provider of an API and of tokens for it.
 *
 * `/echo/<anything>` answers with all that it was asked. `/token` gives out the next token, after `tokenMs`.
 * `/guarded/<anything>` wants the newest token as bearer, and answers 401 to others.
 */
export class ProviderService {
  readonly calls: Call[] = [];
  /** Given out so far; the last is the one that is taken. */
  readonly tokens: string[] = [];
  tokenMs = 0;
  makeToken = (): string => `token-${this.tokens.length + 1}-${Math.random()}`;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  async start(port: number): Promise<this> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
    return this;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  callsTo = (path: string): Call[] => this.calls.filter((call) => call.path === path);

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://service');
    const call = {
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: request.headers,
      body: await read(request),
    };
    this.calls.push(call);
    const [, kind] = url.pathname.split('/');
    if (kind === 'echo') send(response, 200, call);
    else if (kind === 'token') setTimeout(() => this.#give(response), this.tokenMs);
    else if (kind === 'guarded')
      send(response, this.#isGood(call) ? 200 : 401, { authorization: call.headers.authorization });
    else send(response, 404, {});
  }

  #give(response: ServerResponse): void {
    this.tokens.push(this.makeToken());
    send(response, 200, {
      access_token: this.tokens.at(-1),
      token_type: 'bearer',
      expires_in: 3600,
      refresh_token: 'again',
    });
  }

  #isGood = ({ headers }: Call): boolean => headers.authorization === `Bearer ${this.tokens.at(-1)}`;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
