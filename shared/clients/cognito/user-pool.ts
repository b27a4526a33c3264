/** `iss` of the tokens of a user pool, whose id begins with its region. */
export const poolIssuer = (poolId: string): string =>
  `https://cognito-idp.${poolId.slice(0, poolId.indexOf('_'))}.amazonaws.com/${poolId}`;

/**
 * Where a pool keeps its public keys.
 * @param endpoint of the emulator, which serves them at its own address, under the issuer of AWS
 */
export const poolKeys = (poolId: string, endpoint?: string): string =>
  `${endpoint === undefined ? poolIssuer(poolId) : `${endpoint.replace(/\/$/, '')}/${poolId}`}/.well-known/jwks.json`;
