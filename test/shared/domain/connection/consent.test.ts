import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  consentUrl,
  newState,
  newVerifier,
  placeOf,
  redirectUriOf,
} from '../../../../shared/domain/connection/consent.ts';
import { newId } from '../../../../shared/domain/id.ts';

const code = {
  grant: 'authorization_code',
  authorizeUrl: 'https://id.example/authorize?audience=x',
  tokenUrl: 'https://id.example/token',
  clientId: 'client',
  clientSecret: 'client-secret-of-the-connection',
  clientAuth: 'basic',
  scopes: ['read', 'write'],
} as const;

describe('consent', () => {
  it('asks with the challenge of a verifier that stays here', () => {
    const verifier = newVerifier();
    const redirectUri = redirectUriOf('https://api.example/live/');
    const url = new URL(consentUrl({ ...code, scopes: [...code.scopes] }, { state: 's', verifier, redirectUri }));
    expect(url.href).not.toContain(verifier);
    expect(url.href).not.toContain(code.clientSecret);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      audience: 'x',
      response_type: 'code',
      client_id: 'client',
      redirect_uri: 'https://api.example/live/v1/oauth/callback',
      state: 's',
      scope: 'read write',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    });
    expect(verifier).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  it('finds the place of a state, and none of what is no state', () => {
    const [tenantId, connectionId] = [newId('ten', 1), newId('conn', 1)];
    const state = newState(tenantId, connectionId);
    expect(placeOf(state)).toEqual({ tenantId, connectionId });
    expect(newState(tenantId, connectionId)).not.toBe(state);
    for (const other of [
      '',
      'x',
      state.slice(1),
      `${state}x`,
      state.replace('.', '#'),
      state.replace('ten_', 'ten_#'),
    ]) {
      expect(placeOf(other), other).toBeUndefined();
    }
  });
});
