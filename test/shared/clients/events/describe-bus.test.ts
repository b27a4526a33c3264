import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { describeBus } from '../../../../shared/clients/events/describe-bus.ts';

/** EventBridge, as far as this one call goes. */
let server: Server;
let status = 200;
const asked: { readonly headers: IncomingMessage['headers']; readonly body: string }[] = [];

beforeEach(async () => {
  server = createServer((request, response) => {
    void text(request).then((body) => {
      asked.push({ headers: request.headers, body });
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end('{"Name":"bus"}');
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', () => resolve()));
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

afterEach(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
  asked.length = 0;
  status = 200;
});

const ask = () => describeBus('stepwell-dev', AbortSignal.timeout(5000));

describe('describeBus', () => {
  it('asks for the bus by name, signed for EventBridge', async () => {
    expect(await ask()).toEqual({ usable: true });
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({ Name: 'stepwell-dev' });
    expect(asked[0]?.headers).toMatchObject({
      'x-amz-target': 'AWSEvents.DescribeEventBus',
      'content-type': 'application/x-amz-json-1.1',
      authorization: expect.stringMatching(
        /^AWS4-HMAC-SHA256 Credential=test\/\d{8}\/eu-central-1\/events\/aws4_request/,
      ),
    });
  });

  it('tells a bus that is not there, or not for us, from one that does not answer', async () => {
    status = 400;
    expect(await ask()).toEqual({ usable: false });
    status = 503;
    await expect(ask()).rejects.toThrow('EventBridge answered 503.');
  });
});
