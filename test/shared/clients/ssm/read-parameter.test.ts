import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ReadParameter } from '../../../../shared/clients/ssm/read-lazily.ts';

/** What a test answers each request with; the protocol is that of the service. */
let answer: (asked: { Name: string; WithDecryption: boolean }, response: ServerResponse) => void;
let asked = 0;

const server = createServer((request, response) => {
  asked += 1;
  void textOf(request).then((text) => answer(JSON.parse(text), response));
});

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const reply = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
};

describe('readParameter', () => {
  let readParameter: ReadParameter;

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    vi.stubEnv('AWS_REGION', 'us-east-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
    ({ readParameter } = await import('../../../../shared/clients/ssm/read-parameter.ts'));
  });

  afterAll(() => {
    vi.unstubAllEnvs();
    server.closeAllConnections();
    server.close();
  });

  it('asks for one parameter by its name, decrypted or not, afresh each time', async () => {
    const values = ['one', 'two'];
    const questions: object[] = [];
    answer = (question, response) => {
      questions.push(question);
      reply(response, 200, { Parameter: { Name: question.Name, Value: values.shift() } });
    };
    expect(await readParameter('/a/b', { decrypt: true })).toBe('one');
    expect(await readParameter('/a/b', { decrypt: false })).toBe('two');
    expect(questions).toEqual([
      { Name: '/a/b', WithDecryption: true },
      { Name: '/a/b', WithDecryption: false },
    ]);
  });

  it('answers undefined when there is none', async () => {
    answer = (_question, response) => reply(response, 400, { __type: 'ParameterNotFound' });
    expect(await readParameter('/a/b', { decrypt: true })).toBeUndefined();
  });

  it('fails with the cause when it may not', async () => {
    answer = (_question, response) => reply(response, 400, { __type: 'AccessDeniedException', message: 'no' });
    await expect(readParameter('/a/b', { decrypt: true })).rejects.toMatchObject({
      name: 'GetParameterError',
      cause: { name: 'AccessDeniedException' },
    });
  });

  it('tries twice when the service stumbles', async () => {
    const before = asked;
    answer = (_question, response) =>
      asked === before + 1
        ? reply(response, 500, { __type: 'InternalServerError' })
        : reply(response, 200, { Parameter: { Value: 'late' } });
    expect(await readParameter('/a/b', { decrypt: true })).toBe('late');
  });

  it('gives up after half a second', async () => {
    answer = () => {};
    const begun = performance.now();
    await expect(readParameter('/a/b', { decrypt: true })).rejects.toThrow('/a/b took too long.');
    expect(performance.now() - begun).toBeLessThan(700);
  });
});
