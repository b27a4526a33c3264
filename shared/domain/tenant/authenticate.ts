import { createHash } from 'node:crypto';
import { hashApiKey, isApiKey } from './api-key.ts';
import { memberPrincipal, platformPrincipal, principalOf, strangerPrincipal } from './callers.ts';
import type { KeyUse } from './key-use.ts';
import { hashUser } from './person.ts';
import type { Principal, PrincipalUser, TenantStore } from './tenant.ts';
import type { TokenVerifier, VerifiedToken } from './token.ts';
import type { UserDirectory } from './user.ts';

export interface KnownCaller {
  readonly kind: 'known';
  readonly principal: Principal;
  /** When the credential ends by itself, epoch milliseconds. */
  readonly expiresAt?: number;
}

interface UnknownCaller {
  readonly kind: 'unknown';
  readonly reason: string;
  /** Names the credential for the log without giving it away: the start of its hash. */
  readonly trace?: string;
  /** Whether it may have been a guess; a credential that was good once is none. */
  readonly guess: boolean;
}

export type Authentication = KnownCaller | UnknownCaller;

export interface AuthenticateDeps {
  readonly store: Pick<TenantStore, 'getApiKey' | 'getTenant'>;
  readonly users: UserDirectory;
  readonly use: Pick<KeyUse, 'note'>;
  /** Loads what checks tokens, with the first one. @default people cannot sign in */
  readonly tokens?: () => Promise<TokenVerifier>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const BEARER = /^Bearer +([\x21-\x7e]+)$/i;
const TRACE_LENGTH = 8;

/** Finds out who calls, from the value of the Authorization header. Says who, never whether. */
export async function authenticate(header: string | undefined, deps: AuthenticateDeps): Promise<Authentication> {
  if (header === undefined || header === '') return { kind: 'unknown', reason: 'no credential', guess: false };
  const credential = BEARER.exec(header)?.[1];
  if (credential === undefined) return unknown('not a bearer credential', header);
  if (isApiKey(credential)) return withKey(credential, deps);
  // Nothing else that we take has dots.
  if (deps.tokens !== undefined && credential.includes('.')) return withToken(credential, deps.tokens, deps);
  return unknown('not an API key', credential);
}

async function withKey(credential: string, { store, use, now }: AuthenticateDeps): Promise<Authentication> {
  const key = await store.getApiKey(hashApiKey(credential));
  if (key === undefined) return unknown('unknown key', credential);
  const { expiresAt } = key;
  if (expiresAt !== undefined && expiresAt <= now()) return unknown('expired key', credential, false);
  const end = expiresAt === undefined ? {} : { expiresAt };
  if (key.role === 'platform') {
    await use.note(key);
    return { kind: 'known', principal: platformPrincipal(key), ...end };
  }
  const [tenant] = await Promise.all([store.getTenant(key.tenantId), use.note(key)]);
  if (tenant === undefined) return unknown('tenant is gone', credential, false);
  return { kind: 'known', principal: principalOf(key, tenant), ...end };
}

async function withToken(
  credential: string,
  load: () => Promise<TokenVerifier>,
  deps: AuthenticateDeps,
): Promise<Authentication> {
  const verify = await load();
  const token = await verify(credential);
  if (token.kind === 'refused') return unknown(token.reason, credential, !token.proven);
  return { kind: 'known', principal: await findUser(token, deps), expiresAt: token.expiresAt };
}

/** Tenant and role come from the store: what a token says of them is not read. */
async function findUser(token: VerifiedToken, { users, store }: AuthenticateDeps): Promise<Principal> {
  const person: PrincipalUser = {
    hash: hashUser(token.issuer, token.subject),
    ...(token.email !== undefined && { email: token.email }),
    ...(token.name !== undefined && { name: token.name }),
  };
  const user = await users.getUser(person.hash);
  const tenantId = user?.activeTenantId;
  if (user === undefined || tenantId === undefined) return strangerPrincipal(person, user?.id);
  const [member, tenant] = await Promise.all([users.getMember(tenantId, user.id), store.getTenant(tenantId)]);
  if (member === undefined || tenant === undefined) return strangerPrincipal(person, user.id);
  return memberPrincipal(person, member, tenant);
}

const unknown = (reason: string, credential: string, guess = true): UnknownCaller => {
  const hash = createHash('sha256').update(credential).digest('hex');
  return { kind: 'unknown', reason, trace: hash.slice(0, TRACE_LENGTH), guess };
};
