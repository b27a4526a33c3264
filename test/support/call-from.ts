import { type IncomingHttpHeaders, request } from 'node:http';
import type { CloudInfo } from '../../local/cloud/info.ts';

interface CallFrom {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** @default one that nobody else calls from */
  readonly address?: string;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever the API answers.
  readonly body: any;
}

let calls = 0;

/**
 * An address of this machine that no other test calls from. Wrong credentials are counted by address, for a quarter of
 * an hour: sent from the usual one, they would lock every other test out.
 */
export function newAddress(): string {
  calls += 1;
  const second = Math.floor(Date.now() / 1000);
  return `127.${20 + (process.pid % 200)}.${1 + (second % 250)}.${1 + (calls % 250)}`;
}

/** Calls the API of a cloud from an address of this machine. */
export function callFrom({ url }: Pick<CloudInfo, 'url'>, call: CallFrom): Promise<Answer> {
  const { method = 'GET', path, headers = {}, body, address = newAddress() } = call;
  const { port } = new URL(url);
  const options = { host: '127.0.0.1', port, method, path, headers, localAddress: address, agent: false };
  return new Promise((resolve, reject) => {
    const sent = request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: parse(text) });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
