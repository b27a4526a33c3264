import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { CloudFailure } from '../../cloud/failure.ts';
import { close } from '../../cloud/listen.ts';
import { Ledger } from './ledger.ts';
import { respond, type ServiceContext } from './respond.ts';

/** The demo's team directory and labeler, listening. */
export interface DemoService {
  /** What it was asked. */
  readonly ledger: Ledger;
  close(): Promise<void>;
}

export interface ServiceOptions extends Pick<ServiceContext, 'unlucky'> {
  /** Where to listen on 127.0.0.1. */
  readonly port: number;
}

/** @throws CloudFailure when something listens there already */
export async function startService({ port, unlucky }: ServiceOptions): Promise<DemoService> {
  const ledger = new Ledger();
  const server = createServer((request, response) => {
    handle(request, response, { ledger, unlucky }).catch(() => response.destroy());
  });
  await listen(server, port);
  return { ledger, close: () => close(server) };
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
  response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
}

const first = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);
