import type { CryptoKey } from 'jose';
import * as errors from 'jose/errors';
import { jwtVerify } from 'jose/jwt/verify';
import { personEmail, personName } from './person.ts';
import { checkHeader, type TokenHeader } from './token-header.ts';
import { readToken } from './token-parts.ts';

/** The keys that an issuer signs with. */
export interface IssuerKeys {
  /**
   * The key of this id, for this algorithm; undefined when the issuer has none.
   * @throws Error when it cannot be known, as the issuer does not answer
   */
  find(header: TokenHeader): Promise<CryptoKey | undefined>;
}

/** Whose tokens are taken, and which of them. */
export interface TokenIssuer {
  /** `iss`, to its letter. */
  readonly issuer: string;
  /** What it signs with. */
  readonly algorithms: readonly string[];
  /** The claim that says whom a token was made for, and what it has to say. Cognito's access tokens have no `aud`. */
  readonly audience: { readonly claim: 'aud' | 'client_id'; readonly value: string };
  /** What Cognito calls the kind of a token. @default not looked at */
  readonly tokenUse?: string;
  readonly keys: IssuerKeys;
}

export interface VerifiedToken {
  readonly kind: 'verified';
  readonly issuer: string;
  readonly subject: string;
  readonly email?: string;
  readonly name?: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** `proven`: the issuer signed it, so that whoever sends it has not guessed. */
interface RefusedToken {
  readonly kind: 'refused';
  readonly reason: string;
  readonly proven: boolean;
}

export type TokenVerifier = (token: string) => Promise<VerifiedToken | RefusedToken>;

interface VerifierOptions {
  readonly issuers: readonly TokenIssuer[];
  /** Hours since it was issued. */
  readonly maxAgeHours: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** How far clocks may be apart, seconds. */
const TOLERANCE = 30;
const MAX_SUBJECT = 255;

/**
 * Checks tokens of people: form, header, issuer, signature, claims, in this order. Keys come from the issuer that we
 * were told of, never from the token.
 * @throws Error when an issuer's keys cannot be had: nobody's wrong credential
 */
export function createTokenVerifier({ issuers, maxAgeHours, now }: VerifierOptions): TokenVerifier {
  const byName = new Map(issuers.map((one) => [one.issuer, one]));
  return async (token) => {
    const parts = readToken(token);
    if (parts === undefined) return refused('malformed token');
    const { iss } = parts.claims;
    const issuer = typeof iss === 'string' ? byName.get(iss) : undefined;
    if (issuer === undefined) return refused('wrong issuer');
    const header = checkHeader(parts.header, issuer.algorithms);
    if (typeof header === 'string') return refused(header);
    const key = await issuer.keys.find(header);
    if (key === undefined) return refused('unknown signing key');
    return verify(token, key, { issuer, maxAgeHours, now });
  };
}

interface Circumstances extends Omit<VerifierOptions, 'issuers'> {
  readonly issuer: TokenIssuer;
}

async function verify(
  token: string,
  key: CryptoKey,
  { issuer, maxAgeHours, now }: Circumstances,
): Promise<VerifiedToken | RefusedToken> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [...issuer.algorithms],
      issuer: issuer.issuer,
      clockTolerance: TOLERANCE,
      maxTokenAge: maxAgeHours * 3600,
      currentDate: new Date(now()),
      requiredClaims: ['sub', 'exp', 'iat'],
      ...(issuer.audience.claim === 'aud' && { audience: issuer.audience.value }),
    });
    return accept(payload, issuer);
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    return error instanceof errors.JWSSignatureVerificationFailed
      ? refused('wrong signature')
      : refused(reasonOf(error), isAboutClaims(error));
  }
}

/** What the library does not look at. */
function accept(claims: Readonly<Record<string, unknown>>, issuer: TokenIssuer): VerifiedToken | RefusedToken {
  const { sub, exp, iat, nbf, token_use: use } = claims;
  const { claim, value } = issuer.audience;
  // An array of audiences is the library's to judge; here it is one client.
  if (claim === 'client_id' && claims[claim] !== value) return refused('wrong audience', true);
  if (issuer.tokenUse !== undefined && use !== issuer.tokenUse) return refused('wrong token use', true);
  if (typeof sub !== 'string' || sub === '' || sub.length > MAX_SUBJECT) return refused('wrong subject', true);
  if (![exp, iat, nbf ?? 0].every(Number.isFinite)) return refused('wrong time', true);
  const email = personEmail(claims.email, claims.email_verified);
  const name = personName(claims.name);
  return {
    kind: 'verified',
    issuer: issuer.issuer,
    subject: sub,
    ...(email !== undefined && { email }),
    ...(name !== undefined && { name }),
    expiresAt: Number(exp) * 1000,
  };
}

const refused = (reason: string, proven = false): RefusedToken => ({ kind: 'refused', reason, proven });

/** The signature is checked before the claims are. */
const isAboutClaims = (error: errors.JOSEError): error is errors.JWTExpired | errors.JWTClaimValidationFailed =>
  error instanceof errors.JWTExpired || error instanceof errors.JWTClaimValidationFailed;

function reasonOf(error: errors.JOSEError): string {
  if (!isAboutClaims(error)) return 'malformed token';
  if (error.reason === 'missing') return `no ${error.claim}`;
  if (error instanceof errors.JWTExpired) return error.claim === 'exp' ? 'expired token' : 'token is too old';
  return CLAIMS[error.claim] ?? 'wrong claim';
}

const CLAIMS: Readonly<Record<string, string>> = {
  aud: 'wrong audience',
  exp: 'wrong time',
  iat: 'wrong time',
  nbf: 'token is not valid yet',
};
