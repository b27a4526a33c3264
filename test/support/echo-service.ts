import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface EchoService {
  readonly calls: Call[];
  close(): Promise<void>;
}

type Answer = (url: URL, call: Call, calls: readonly Call[], response: ServerResponse) => void;

const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
};

/** What an outside service may do to a workflow, by the first part of the path. */
const ANSWERS: Readonly<Record<string, Answer>> = {
  echo: (url, call, _calls, response) =>
    json(response, 200, { path: url.pathname, query: Object.fromEntries(url.searchParams), body: call.body }),
  status: (url, _call, _calls, response) => json(response, Number(url.pathname.split('/')[2]), { refused: true }),
  /** `/big/<bytes>`: a JSON string of that many bytes. */
  big: (url, _call, _calls, response) => json(response, 200, 'x'.repeat(Number(url.pathname.split('/')[2]) - 2)),
  /** `/flaky/<name>/<times>`: 503 so many times, then 200. */
  flaky: (url, _call, calls, response) => {
    const seen = calls.filter((call) => call.path === url.pathname).length;
    json(response, seen <= Number(url.pathname.split('/')[3]) ? 503 : 200, { attempt: seen });
  },
  /** `/slow/<ms>`: answers after so long. */
  slow: (url, _call, _calls, response) => {
    setTimeout(() => json(response, 200, { done: true }), Number(url.pathname.split('/')[2]));
  },
  hang: () => undefined,
};

/** A small service on a port that workflows may call; it remembers what it was asked. */
export async function startEchoService(port: number): Promise<EchoService> {
  const calls: Call[] = [];
  const answerTo = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://service');
    const call = {
      method: request.method ?? '',
      path: url.pathname,
      headers: request.headers,
      body: await read(request),
    };
    calls.push(call);
    const answer = ANSWERS[url.pathname.split('/')[1] ?? ''];
    if (answer) answer(url, call, calls, response);
    else json(response, 404, { missing: url.pathname });
  };
  const server = createServer((request, response) => void answerTo(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
