import { describe, expect, it } from 'vitest';
import { parametersOf, parseRedisCredentials } from '../../../shared/contract/parameters.ts';

describe('parametersOf', () => {
  it('names the settings for every function, and a secret for its readers only', () => {
    expect(parametersOf('prod', 'engine-tick')).toEqual(['/stepwell/prod/settings']);
    expect(parametersOf('dev', 'api-runs')).toEqual(['/stepwell/dev/settings', '/stepwell/dev/secrets/redis']);
  });
});

describe('parseRedisCredentials', () => {
  it('reads an address and a token', () => {
    const credentials = { url: 'https://eu1.upstash.example', token: 't' };
    expect(parseRedisCredentials(JSON.stringify({ ...credentials, readOnlyToken: 'r' }))).toEqual(credentials);
  });

  it.each([
    '',
    'token',
    'null',
    '[]',
    '{"url":"https://a.example"}',
    '{"url":"https://a.example","token":""}',
    '{"url":"https://a.example","token":1}',
    '{"url":"redis://a.example","token":"t"}',
    '{"url":"https://","token":"t"}',
  ])('refuses %j', (text) => {
    expect(parseRedisCredentials(text)).toBeUndefined();
  });
});
