import type { APIGatewayProxyResult } from 'aws-lambda';
import { vary } from './answer.ts';
import type { ApiMiddleware, ApiRequest } from './request-state.ts';

/** Bytes, roughly: below it the answer is one packet either way. */
const FROM = 1024;
/** Of what is left, compressors that look harder save little and take long. */
const BROTLI_QUALITY = 4;

const COMPRESSIBLE = /^(?:text\/|application\/(?:[\w.-]+\+)?(?:json|xml|yaml|javascript)|image\/svg)/i;

type Encoding = 'br' | 'gzip';

/**
 * Compresses longer answers, with brotli or gzip, for callers who take that and do not send `x-no-compression`. The
 * compressor is loaded with the first such answer.
 */
export function compress(): ApiMiddleware {
  const finish = async (request: ApiRequest): Promise<void> => {
    const response = request.response as APIGatewayProxyResult;
    const { headers = {}, body } = response;
    if (body.length < FROM || !isCompressible(headers)) return;
    const varied = { ...headers, vary: vary(headers.vary, 'Accept-Encoding') };
    const encoding = encodingFor(request.internal.state.incoming.headers);
    request.response =
      encoding === undefined
        ? { ...response, headers: varied }
        : {
            ...response,
            headers: { ...varied, 'content-encoding': encoding },
            body: (await encode(encoding, body)).toString('base64'),
            isBase64Encoded: true,
          };
  };
  return { after: finish, onError: finish };
}

const isCompressible = (headers: NonNullable<APIGatewayProxyResult['headers']>): boolean =>
  COMPRESSIBLE.test(String(headers['content-type'])) &&
  headers['content-encoding'] === undefined &&
  !/no-transform/.test(String(headers['cache-control']));

/** What a caller takes; the better one of two that it likes as much. */
export function encodingFor(headers: Readonly<Record<string, string | undefined>>): Encoding | undefined {
  // The gateway turns an answer back into bytes by the caller's `Accept` only: without it, base64 would go out.
  if (headers['x-no-compression'] !== undefined || !headers.accept) return undefined;
  const weights = weightsOf(headers['accept-encoding'] ?? '');
  const [br = 0, gzip = 0] = ['br', 'gzip'].map((name) => weights.get(name) ?? weights.get('*'));
  if (br > 0 && br >= gzip) return 'br';
  return gzip > 0 ? 'gzip' : undefined;
}

/** Read as https://www.rfc-editor.org/rfc/rfc9110#name-accept-encoding says; what is no weight is none. */
function weightsOf(accepted: string): ReadonlyMap<string, number> {
  const entries = accepted.split(',').map((part) => {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return [name, weight === undefined ? 1 : Number(weight) || 0] as const;
  });
  return new Map(entries);
}

async function encode(encoding: Encoding, body: string): Promise<Buffer> {
  const { brotliCompressSync, constants, gzipSync } = await import('node:zlib');
  if (encoding === 'gzip') return gzipSync(body);
  // A container has one request at a time: nobody waits while this one does.
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
  };
  return brotliCompressSync(body, { params });
}
