import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { CloudFailure } from '../../cloud/failure.ts';
import { close } from '../../cloud/listen.ts';
import { Ledger } from './ledger.ts';
import { Patience } from './patience.ts';
import { respond, type ServiceContext } from './respond.ts';

/** The demo's team directory, labeler and shop, listening. */
export interface DemoService {
  /** What it was asked. */
  readonly ledger: Ledger;
  close(): Promise<void>;
}

export interface ServiceOptions extends Pick<ServiceContext, 'luck'> {
  /** Where to listen on 127.0.0.1. */
  readonly port: number;
}

/** @throws CloudFailure when something listens there already */
export async function startService({ port, luck }: ServiceOptions): Promise<DemoService> {
  const context = { ledger: new Ledger(), patience: new Patience(() => performance.now()), luck };
  const server = createServer((request, response) => {
    handle(request, response, context).catch(() => response.destroy());
  });
  await listen(server, port);
  return { ledger: context.ledger, close: () => close(server) };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const message = `Something listens at 127.0.0.1:${port} already, where the demo's own service has its place.`;
      reject(new CloudFailure(message, 'If another demo runs, wait for its end.', { cause }));
    });
    server.listen(port, '127.0.0.1', () => resolve());
  });
}

async function handle(request: IncomingMessage, response: ServerResponse, context: ServiceContext): Promise<void> {
  const { method = '', url: target = '/', headers } = request;
  const content = await text(request);
  const [delivery, idempotencyKey] = [headers['x-delivery'], headers['idempotency-key']].map(first);
  const answer = respond({ method, target, delivery, idempotencyKey, content }, context);
  if (answer === 'lost') {
    response.destroy();
    return;
  }
  const { status, body, retryAfterSeconds } = answer;
  if (retryAfterSeconds !== undefined) response.setHeader('retry-after', retryAfterSeconds);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

const first = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);
