import { createServer } from 'node:http';
import { close, listen } from '../../local/cloud/listen.ts';

/** What the workflows of the bench call. */
export interface EchoService {
  /** Answers `{ n }` for `?n=`. */
  readonly url: string;
  /** When each call since the last time arrived, epoch milliseconds. */
  takeArrivals(): readonly number[];
  close(): Promise<void>;
}

/** Answers the number that it is asked with. @param serviceUrl where the workflows of a cloud may call */
export async function startEchoService(serviceUrl: string): Promise<EchoService> {
  let arrivals: number[] = [];
  const server = createServer((request, response) => {
    arrivals.push(Date.now());
    const n = Number(new URL(request.url ?? '/', serviceUrl).searchParams.get('n'));
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ n }));
  });
  await listen(server, Number(new URL(serviceUrl).port));
  return {
    url: `${serviceUrl}/echo`,
    takeArrivals() {
      const taken = arrivals;
      arrivals = [];
      return taken;
    },
    close: () => close(server),
  };
}
