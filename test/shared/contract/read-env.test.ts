import { describe, expect, it } from 'vitest';
import { readEnv } from '../../../shared/contract/read-env.ts';

describe('readEnv', () => {
  it('answers the variables that are asked for', () => {
    expect(readEnv('authorizer', { TABLE_NAME: 't', STAGE: 'dev', OTHER: 'x' }, ['TABLE_NAME', 'STAGE'])).toEqual({
      TABLE_NAME: 't',
      STAGE: 'dev',
    });
  });

  it('names all that are missing or empty', () => {
    expect(() => readEnv('authorizer', { STAGE: '' }, ['TABLE_NAME', 'STAGE'])).toThrow(
      'The environment of authorizer is not usable: TABLE_NAME, STAGE is missing',
    );
  });
});
