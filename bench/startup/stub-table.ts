import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Key, type Marshalled, toItem } from '../../shared/clients/dynamodb/item.ts';

/** What DynamoDB takes for a read, about. */
const LATENCY_MS = 3;

export interface StubTable {
  /** For AWS_ENDPOINT_URL. */
  readonly endpoint: string;
  close(): void;
}

/** What the security token service says when a role is taken. */
const SESSION = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>bench</AccessKeyId><SecretAccessKey>bench</SecretAccessKey><SessionToken>bench</SessionToken>
<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;

interface Request {
  readonly Key?: { readonly pk: { readonly S: string }; readonly sk: { readonly S: string } };
}

/**
 * Answers like a table that holds these items and keeps nothing that is written: every invocation then finds the same.
 * Conditions hold, queries find nothing.
 */
export async function startStubTable(items: readonly Key[]): Promise<StubTable> {
  const byKey = new Map(items.map((item) => [`${item.pk} ${item.sk}`, onTheWire(toItem(item))]));
  const server = createServer((request, response) => {
    answer(request, response, byKey).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, close: () => server.close() };
}

async function answer(request: IncomingMessage, response: ServerResponse, items: ReadonlyMap<string, object>) {
  const body = await text(request);
  if (body.includes('Action=AssumeRole')) {
    await sleep(LATENCY_MS);
    response.setHeader('content-type', 'text/xml');
    response.end(SESSION);
    return;
  }
  const { Key: key } = JSON.parse(body) as Request;
  const item = key && items.get(`${key.pk.S} ${key.sk.S}`);
  await sleep(LATENCY_MS);
  response.setHeader('content-type', 'application/x-amz-json-1.0');
  response.end(JSON.stringify(answerOf(operationOf(request), item)));
}

/** Binary attributes travel as base64. */
const onTheWire = (item: Marshalled): object =>
  Object.fromEntries(
    Object.entries(item).map(([name, value]) => [
      name,
      value.B === undefined ? value : { B: Buffer.from(value.B).toString('base64') },
    ]),
  );

const operationOf = ({ headers }: IncomingMessage): string => String(headers['x-amz-target']).replace(/^.*\./, '');

function answerOf(operation: string, item: object | undefined): object {
  switch (operation) {
    case 'GetItem':
      return item === undefined ? {} : { Item: item };
    case 'UpdateItem':
      return item === undefined ? {} : { Attributes: item };
    case 'Query':
      return { Items: [], Count: 0 };
    default:
      return {};
  }
}
