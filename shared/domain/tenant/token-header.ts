/** What names the key that a token was signed with. */
export interface TokenHeader {
  readonly alg: string;
  readonly kid: string;
}

/** Key ids of providers are base64, hex, dates or addresses. */
const KID = /^[A-Za-z0-9+/=_.:~-]{1,128}$/;

/** Spellings of `typ`: a JWT, and an access token by RFC 9068. Others (logout, DPoP proofs, events) are no credentials. */
const TYPES: ReadonlySet<string> = new Set(['jwt', 'at+jwt', 'application/jwt', 'application/at+jwt']);

/**
 * Members that say where to find a key, or that the token is something else than a plain signed one. No provider needs
 * them, and each was the way into some other system.
 */
const REFUSED = ['jku', 'x5u', 'jwk', 'x5c', 'crit', 'b64', 'cty', 'enc', 'zip', 'epk'] as const;

/**
 * Checks the header of a token before its key is looked for.
 * @returns why it is refused, when it is
 */
export function checkHeader(
  header: Readonly<Record<string, unknown>>,
  algorithms: readonly string[],
): TokenHeader | string {
  const { alg, kid, typ } = header;
  if (typeof alg !== 'string' || !algorithms.includes(alg)) return 'wrong algorithm';
  if (typ !== undefined && !(typeof typ === 'string' && TYPES.has(typ.toLowerCase()))) return 'wrong type';
  const trick = REFUSED.find((name) => Object.hasOwn(header, name));
  if (trick !== undefined) return `header with ${trick}`;
  if (typeof kid !== 'string' || !KID.test(kid) || kid.includes('..')) return 'wrong key id';
  return { alg, kid };
}
