import { describe, expect, it } from 'vitest';
import { discoverKeys } from '../../../../shared/clients/oidc/discovery.ts';

const ISSUER = 'https://login.example.com/realms/main';
const URI = 'https://login.example.com/keys';

const discovered = (document: unknown, issuer = ISSUER) => {
  const asked: string[] = [];
  const keys = discoverKeys(issuer, async (url) => {
    asked.push(url);
    return document;
  });
  return { keys, asked };
};

describe('discoverKeys', () => {
  it('finds the keys of an issuer', async () => {
    const { keys, asked } = discovered({ issuer: ISSUER, jwks_uri: URI });
    expect(await keys).toBe(URI);
    expect(asked).toEqual([`${ISSUER}/.well-known/openid-configuration`]);
  });

  it('keeps the slash of an issuer that ends in one', async () => {
    const { keys, asked } = discovered({ issuer: `${ISSUER}/`, jwks_uri: URI }, `${ISSUER}/`);
    expect(await keys).toBe(URI);
    expect(asked).toEqual([`${ISSUER}/.well-known/openid-configuration`]);
  });

  it.each([
    { issuer: 'https://evil.example', jwks_uri: URI },
    { issuer: `${ISSUER}/`, jwks_uri: URI },
    { issuer: [ISSUER], jwks_uri: URI },
    { jwks_uri: URI },
  ])('refuses the document of another issuer: %j', async (document) => {
    await expect(discovered(document).keys).rejects.toThrow('names another issuer');
  });

  it.each([{ issuer: ISSUER }, { issuer: ISSUER, jwks_uri: [URI] }])(
    'refuses one without keys: %j',
    async (document) => {
      await expect(discovered(document).keys).rejects.toThrow('names no keys');
    },
  );

  it.each([null, 'text', 7])('refuses what is no document: %j', async (document) => {
    await expect(discovered(document).keys).rejects.toThrow('names another issuer');
  });
});
