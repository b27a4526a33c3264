import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createFetchJson, type FetchOptions, ProviderError } from '../../../../shared/clients/oidc/fetch-json.ts';
import { startHttp } from '../http/local-server.ts';

async function serving(answer: (response: ServerResponse) => unknown, options: FetchOptions = {}) {
  const { origin, connections } = await startHttp((_request, response) => answer(response));
  const fetchJson = createFetchJson({ plainOrigin: origin, ...options });
  return { get: () => fetchJson(`${origin}/keys`), origin, connections };
}

describe('createFetchJson', () => {
  it('reads a document', async () => {
    const { get } = await serving((response) => response.end('{"keys":[]}'));
    expect(await get()).toEqual({ keys: [] });
  });

  it.each([
    ['an error', (response: ServerResponse) => response.writeHead(503).end('{}'), 'answered 503'],
    [
      'a redirect',
      (response: ServerResponse) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      'answered 302',
    ],
    ['a page', (response: ServerResponse) => response.end('<html>'), 'could not be read'],
    ['too much', (response: ServerResponse) => response.end(`"${'x'.repeat(200)}"`), 'more than 100 bytes'],
    ['silence', () => undefined, 'could not be read'],
    ['a beginning', (response: ServerResponse) => response.write('{"keys":'), 'could not be read'],
    ['a hang-up', (response: ServerResponse) => response.destroy(), 'could not be read'],
  ])('fails on %s', async (_what, answer, message) => {
    const { get } = await serving(answer, { timeoutMs: 200, maxBytes: 100 });
    const failure = get();
    await expect(failure).rejects.toThrow(ProviderError);
    await expect(failure).rejects.toThrow(message);
  });

  it('reads no address without TLS but the one that it was told of', async () => {
    const { origin, connections } = await serving((response) => response.end('{}'));
    for (const plainOrigin of [undefined, 'http://127.0.0.1:1']) {
      await expect(createFetchJson({ plainOrigin })(`${origin}/keys`)).rejects.toThrow('is not an https address');
    }
    for (const url of ['file:///etc/passwd', 'ftp://a.example', 'data:application/json,{}', 'nonsense']) {
      await expect(createFetchJson({ plainOrigin: origin })(url)).rejects.toThrow(ProviderError);
    }
    expect(connections()).toBe(0);
  });
});
