import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { Api } from '../../../local/demo/api.ts';

/** A request as the API would see it. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

/** What the API says; `lost` when it hangs up instead. */
export type Said =
  | { readonly status?: number; readonly body: unknown; readonly headers?: Record<string, string> }
  | 'lost';

/** The demo's client against an API that answers as the handler says, until the end of the test. */
export async function apiOver(handler: (request: Seen) => Said | Promise<Said>): Promise<Api> {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url = '', headers } = request;
    const content = await text(request);
    const said = await handler({ method, url, headers, body: content === '' ? undefined : JSON.parse(content) });
    if (said === 'lost') response.destroy();
    else response.writeHead(said.status ?? 200, said.headers).end(JSON.stringify(said.body));
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return new Api({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, apiKey: 'key' });
}
