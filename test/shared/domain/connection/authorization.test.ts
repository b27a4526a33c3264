import { describe, expect, it } from 'vitest';
import { authorizationOf, withAuthorization } from '../../../../shared/domain/connection/authorization.ts';
import { signForAws } from '../../../../shared/domain/connection/aws-signature.ts';
import type { OutboundRequest } from '../../../../shared/domain/node/outbound.ts';

const request = (change: Partial<OutboundRequest> = {}): OutboundRequest => ({
  method: 'GET',
  url: 'https://api.example.com/v1/things?a=1',
  headers: {},
  timeoutMs: 1000,
  signal: new AbortController().signal,
  ...change,
});

describe('authorizationOf', () => {
  it('puts each kind where its service looks for it', () => {
    const headers = (given: Parameters<typeof authorizationOf>[0]) => authorizationOf(given, request(), 0).headers;
    expect(headers({ kind: 'bearer', credentials: { token: 't' } })).toEqual({ authorization: 'Bearer t' });
    expect(headers({ kind: 'basic', credentials: { username: 'ann', password: 'pä:ss' } })).toEqual({
      authorization: `Basic ${Buffer.from('ann:pä:ss').toString('base64')}`,
    });
    expect(headers({ kind: 'apiKey', credentials: { apiKey: 'k', in: 'header', name: 'X-Key' } })).toEqual({
      'X-Key': 'k',
    });
    expect(headers({ kind: 'header', credentials: { headers: { a: '1', b: '2' } } })).toEqual({ a: '1', b: '2' });
    expect(headers({ kind: 'openai', credentials: { apiKey: 'k', organization: 'o' } })).toEqual({
      authorization: 'Bearer k',
      'openai-organization': 'o',
    });
    expect(headers({ kind: 'anthropic', credentials: { apiKey: 'k' } })).toMatchObject({ 'x-api-key': 'k' });
    expect(headers({ kind: 'pinecone', credentials: { apiKey: 'k' } })).toMatchObject({ 'api-key': 'k' });
  });

  it('leaves a version that the author names', () => {
    const given = { kind: 'anthropic', credentials: { apiKey: 'k' } } as const;
    const { headers } = authorizationOf(given, request({ headers: { 'Anthropic-Version': '2030-01-01' } }), 0);
    expect(headers).toEqual({ 'x-api-key': 'k' });
  });

  it('sends a signing secret nowhere', () => {
    const given = { kind: 'webhookSecret', credentials: { secret: 'whsec' } } as const;
    expect(() => authorizationOf(given, request(), 0)).toThrow(
      expect.objectContaining({ code: 'CONNECTION_KIND_UNUSABLE' }),
    );
  });

  it('says no secret of a kind that it does not know', () => {
    const stranger = { kind: 'later', credentials: { token: 'a-secret' } } as never;
    expect(() => authorizationOf(stranger, request(), 0)).toThrow(/^This release/);
  });
});

describe('withAuthorization', () => {
  it('wins over headers and parameters of the same name, in any spelling', () => {
    const sent = withAuthorization(request({ headers: { AUTHORIZATION: 'mine', accept: 'x' } }), {
      headers: { authorization: 'theirs' },
      query: [['a', 'k&=']],
      secrets: [],
    });
    expect(sent.headers).toEqual({ authorization: 'theirs', accept: 'x' });
    expect(sent.url).toBe('https://api.example.com/v1/things?a=k%26%3D');
  });

  it('leaves a URL as it was written when there is nothing to add', () => {
    const url = 'https://api.example.com/a%20b?x=a%20b';
    expect(withAuthorization(request({ url }), { headers: {}, query: [], secrets: [] }).url).toBe(url);
  });
});

describe('signForAws', () => {
  const signer = {
    region: 'us-east-1',
    service: 'service',
    accessKeyId: 'AKIDEXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  };
  const now = Date.UTC(2015, 7, 30, 12, 36, 0);
  const signatureOf = (change: Partial<OutboundRequest>) =>
    signForAws(request(change), signer, now).authorization?.split('Signature=')[1];

  // From the test suite of the signature's makers.
  it.each([
    ['get-vanilla', '/', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    [
      'get-vanilla-query-order-key-case',
      '/?Param2=value2&Param1=value1',
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    ],
  ])('signs %s as its test suite does', (_name, path, signature) => {
    expect(signatureOf({ url: `https://example.amazonaws.com${path}` })).toBe(signature);
  });

  // Signed by the SDK's own signer, at the same time.
  it.each([
    ['/model/a:0/invoke', 'a491bfa202d50e80a28366ac38d1da6d91edb497dd29e374145801b85c902cb1'],
    ['/model/a%3A0/invoke?b=2%20x&a=1', 'aac7e539843d28e6dbc827b7eb63ea3a6042e91b573ebcb31d3a12d5256e7e1d'],
    ['/%E1%88%B4', 'b41902bbed6373598cf5d145737518d90e87a3c119983e475b95bccf906b9901'],
  ])('signs a POST to %s as the SDK does', (path, signature) => {
    const headers = { 'Content-Type': 'application/json', 'x-unsigned': 'x' };
    const url = `https://example.amazonaws.com${path}`;
    expect(signatureOf({ method: 'POST', url, body: '{}', headers })).toBe(signature);
  });
});
