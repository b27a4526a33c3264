import { describe, expect, it } from 'vitest';
import { tokenLoader } from '../../../functions/authorizer/tokens.ts';

const options = { now: () => 0 };
const HOURS = { TOKEN_MAX_AGE_HOURS: '24' };

describe('tokenLoader', () => {
  it('has nothing to load where people cannot sign in', () => {
    expect(tokenLoader(HOURS, options)).toEqual({});
  });

  it('loads once', async () => {
    const env = { ...HOURS, USER_POOL_ID: 'eu-central-1_Aa1', USER_POOL_CLIENT_ID: 'client' };
    const { tokens } = tokenLoader(env, options);
    expect(await tokens?.()).toBeTypeOf('function');
    expect(await tokens?.()).toBe(await tokens?.());
  });

  it.each([
    [{ USER_POOL_ID: 'eu-central-1_Aa1' }, 'USER_POOL_CLIENT_ID is missing'],
    [{ OIDC_ISSUER: 'https://login.example.com' }, 'OIDC_AUDIENCE is missing'],
  ])('does not start with %j, as a token for any application would do', (env, message) => {
    expect(() => tokenLoader({ ...HOURS, ...env }, options)).toThrow(message);
  });
});
