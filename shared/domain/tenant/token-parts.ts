import { hasDuplicateMembers } from './duplicate-members.ts';

/** A longer token is not looked at: an authorizer is asked by everybody. */
const MAX_TOKEN_BYTES = 8192;

const COMPACT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

type Members = Readonly<Record<string, unknown>>;

/** What a token says of itself. Nothing of it is proven. */
export interface TokenParts {
  readonly header: Members;
  readonly claims: Members;
}

/**
 * Takes a signed token in compact form apart; undefined when it is not exactly that. Other spellings of the same bytes
 * (padding, stray bits, a second member of the same name) are not read: there would be many tokens for each signature.
 */
export function readToken(token: string): TokenParts | undefined {
  if (token.length > MAX_TOKEN_BYTES || !COMPACT.test(token)) return undefined;
  const [header, claims, signature] = token.split('.').map(decode);
  if (header === undefined || claims === undefined || signature === undefined) return undefined;
  const [readHeader, readClaims] = [parse(header), parse(claims)];
  if (readHeader === undefined || readClaims === undefined) return undefined;
  return { header: readHeader, claims: readClaims };
}

/** Base64url, in its one canonical spelling. */
function decode(part: string): Buffer | undefined {
  const bytes = Buffer.from(part, 'base64url');
  return bytes.toString('base64url') === part ? bytes : undefined;
}

function parse(bytes: Buffer): Members | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return hasDuplicateMembers(text) ? undefined : (value as Members);
  } catch {
    return undefined;
  }
}
