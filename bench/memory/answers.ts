import { createServer, type Server } from 'node:http';
import { close, listen } from '../../local/cloud/listen.ts';

export const ANSWER_BYTES = 1024 * 1024;

/** Answers every request with the same JSON of 1 MB, one page of a list. @returns what `use` made of its URL */
export async function withAnswers<Result>(use: (url: string) => Promise<Result>): Promise<Result> {
  const body = Buffer.from(JSON.stringify(pageOf(ANSWER_BYTES)));
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
  });
  await listen(server, 0);
  try {
    return await use(`http://127.0.0.1:${portOf(server)}/page`);
  } finally {
    await close(server);
  }
}

/** Rows as a shop answers them, as many as fit: what is parsed takes more than its text. */
export function pageOf(bytes: number): object {
  const items: object[] = [];
  let size = '{"items":[]}'.length;
  for (let n = 0; ; n += 1) {
    const item = { id: `order_${n}`, customer: `Customer ${(n * 7919) % 1000}`, total: n * 1.25, paid: n % 3 === 0 };
    size += JSON.stringify(item).length + 1;
    if (size > bytes) return { items };
    items.push(item);
  }
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}
