import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RequestError } from '../../../shared/domain/errors.ts';
import { apiFunction } from '../../../shared/middleware/api-function.ts';
import { encodingFor } from '../../../shared/middleware/compress.ts';
import { type ApiResult, defineRoute } from '../../../shared/middleware/route.ts';
import { apiEvent, lambdaContext } from '../../support/api-event.ts';
import { ENV, generous, NOW, RUN, settingsOf, unreachable } from '../../support/api-world.ts';
import { FakeLog } from '../../support/fake-log.ts';
import { FakeMeter } from '../../support/fake-meter.ts';

const LONG = { text: 'a fairly long text, '.repeat(200) };

async function get(headers: Record<string, string>, handle: () => ApiResult = () => ({ status: 200, body: LONG })) {
  const log = new FakeLog();
  const getRun = async () => ({ route: defineRoute({ name: 'getRun', handle }) });
  const routes = new Proxy({ getRun }, { get: (own, name) => Reflect.get(own, name) ?? unreachable });
  const handler = apiFunction(
    { function: 'api-runs', routes: routes as never, services: () => undefined },
    { env: ENV, log, meter: new FakeMeter(), limiter: generous, settings: settingsOf(), now: () => NOW },
  );
  const answer = await handler(apiEvent({ ...RUN, headers: { Accept: '*/*', ...headers } }), lambdaContext());
  const bytes = Buffer.from(answer.body, answer.isBase64Encoded === true ? 'base64' : 'utf8');
  return { ...answer, headers: answer.headers ?? {}, bytes, log };
}

describe('compression', () => {
  it.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const)('by %s brings the same answer in fewer bytes', async (encoding, decompress) => {
    const answer = await get({ 'Accept-Encoding': encoding });
    expect(answer.isBase64Encoded).toBe(true);
    expect(answer.headers).toMatchObject({ 'content-encoding': encoding, vary: 'Accept-Encoding' });
    expect(JSON.parse(decompress(answer.bytes).toString())).toEqual(LONG);
    expect(answer.bytes.length).toBeLessThan(JSON.stringify(LONG).length / 5);
    expect(answer.log.of('info').at(-1)?.fields).toMatchObject({ bytes: answer.bytes.length });
  });

  it('prefers brotli, as browsers name both', async () => {
    expect((await get({ 'Accept-Encoding': 'gzip, deflate, br, zstd' })).headers['content-encoding']).toBe('br');
  });

  it.each([
    ['nobody asks for it', {}],
    ['none is possible', { 'Accept-Encoding': 'deflate, zstd' }],
    ['it is refused', { 'Accept-Encoding': 'br;q=0, gzip;q=0, *' }],
    ['it is switched off', { 'Accept-Encoding': 'br', 'X-No-Compression': '1' }],
    ['the gateway would pass base64 on', { 'Accept-Encoding': 'br', Accept: '' }],
  ])('is left out when %s, which caches are told of', async (_when, headers) => {
    const answer = await get(headers);
    expect(JSON.parse(answer.body)).toEqual(LONG);
    expect(answer.isBase64Encoded).toBeUndefined();
    expect(answer.headers).toMatchObject({ vary: 'Accept-Encoding' });
    expect(answer.headers).not.toHaveProperty('content-encoding');
  });

  it.each([
    ['short ones', { body: { text: 'x'.repeat(1000) } }],
    ['what is compressed', { text: 'x'.repeat(2000), headers: { 'content-type': 'image/png' } }],
    [
      'what is not to be changed',
      { text: 'x'.repeat(2000), headers: { 'content-type': 'text/plain', 'cache-control': 'no-transform' } },
    ],
  ])('leaves %s as they are', async (_what, result) => {
    const answer = await get({ 'Accept-Encoding': 'br' }, () => ({ status: 200, ...result }));
    expect(answer.headers).not.toHaveProperty('content-encoding');
    expect(answer.headers).not.toHaveProperty('vary');
  });

  it('is there for long errors, too', async () => {
    const answer = await get({ 'Accept-Encoding': 'gzip' }, () => {
      throw new RequestError(422, 'INVALID_BODY', 'x'.repeat(2000));
    });
    expect(JSON.parse(gunzipSync(answer.bytes).toString()).error.code).toBe('INVALID_BODY');
  });
});

describe('encodingFor', () => {
  const accept = '*/*';

  it.each([
    ['gzip;q=1.0, br;q=0.5', 'gzip'],
    ['br;q=0.5, gzip;q=0.5', 'br'],
    ['*', 'br'],
    ['*;q=0.1, br;q=0', 'gzip'],
    ['identity', undefined],
    ['BR', 'br'],
    ['gzip;q=x', undefined],
    [' gzip ; q=0.3 ', 'gzip'],
  ])('reads %j as %s', (accepted, encoding) => {
    expect(encodingFor({ accept, 'accept-encoding': accepted })).toBe(encoding);
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string(), (accepted) => {
        expect(['br', 'gzip', undefined]).toContain(encodingFor({ accept, 'accept-encoding': accepted }));
      }),
    );
  });
});
