import { createHash, createHmac } from 'node:crypto';
import type { OutboundRequest } from '../node/outbound.ts';

/** Whom a request is signed as, and for which service. */
interface Signer {
  readonly region: string;
  readonly service: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

type Signable = Pick<OutboundRequest, 'method' | 'url' | 'headers' | 'body'>;

const ALGORITHM = 'AWS4-HMAC-SHA256';
/** Of the caller's own headers these are signed; the client may still add others on its way. */
const SIGNED = new Set(['content-type']);

/**
 * Headers that sign a request by version 4: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 * @param now epoch milliseconds
 */
export function signForAws(request: Signable, signer: Signer, now: number): Record<string, string> {
  const url = new URL(request.url);
  const time = new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = time.slice(0, 8);
  const bodyHash = sha256(request.body ?? '');
  const own = Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value.trim()] as const);
  const added = { host: url.host, 'x-amz-date': time };
  const headers = [...own.filter(([name]) => SIGNED.has(name)), ...Object.entries(added)].toSorted(byName);
  const names = headers.map(([name]) => name).join(';');
  const lines = headers.map(([name, value]) => `${name}:${value.replace(/ +/g, ' ')}\n`).join('');
  const canonical = [request.method, pathOf(url), queryOf(url), lines, names, bodyHash].join('\n');
  const scope = `${day}/${signer.region}/${signer.service}/aws4_request`;
  const signature = hmac(keyFor(signer, day), [ALGORITHM, time, scope, sha256(canonical)].join('\n')).toString('hex');
  return {
    'x-amz-date': time,
    authorization: `${ALGORITHM} Credential=${signer.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

/** Each part of the path, which is encoded already, is encoded once more: only S3 does without. */
const pathOf = ({ pathname }: URL): string => pathname.split('/').map(encode).join('/');

const queryOf = ({ searchParams }: URL): string =>
  [...searchParams]
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .toSorted((a, b) => byName(a, b) || compare(a[1], b[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');

/** Everything but letters, digits and `-._~`. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

const compare = (a: string, b: string): number => Number(a > b) - Number(a < b);
const byName = (a: readonly [string, string], b: readonly [string, string]): number => compare(a[0], b[0]);

const keyFor = ({ secretAccessKey, region, service }: Signer, day: string): Buffer =>
  [day, region, service, 'aws4_request'].reduce<Buffer>(hmac, Buffer.from(`AWS4${secretAccessKey}`));

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');
