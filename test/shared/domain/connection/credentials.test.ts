import { describe, expect, it } from 'vitest';
import { CONNECTION_KINDS } from '../../../../shared/domain/connection/connection.ts';
import { CREDENTIALS, NewConnectionSchema } from '../../../../shared/domain/connection/credentials.ts';
import type { Json } from '../../../../shared/domain/json/json.ts';
import { checkShape } from '../../../../shared/domain/workflow/checks/shape.ts';

const GOOD: Readonly<Record<string, Json>> = {
  apiKey: { apiKey: 'k', in: 'query', name: 'key' },
  bearer: { token: 't' },
  basic: { username: 'ann', password: 'p' },
  header: { headers: { 'x-one': '1' } },
  oauth2: { grant: 'client_credentials', tokenUrl: 'https://id.example/token', clientId: 'c', clientSecret: 's' },
  openai: { apiKey: 'sk-1' },
  anthropic: { apiKey: 'sk-ant-1' },
  bedrock: { region: 'eu-central-1', accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x/y+z' },
  pinecone: { apiKey: 'p' },
  webhookSecret: { secret: 'w' },
};

const issuesOf = (value: Json) => checkShape(NewConnectionSchema, value, []).map(({ path, code }) => [path, code]);

describe('credentials', () => {
  it.each(CONNECTION_KINDS)('of %s are taken as they are, and with an unknown field they are not', (kind) => {
    const credentials = GOOD[kind] ?? null;
    expect(issuesOf({ name: 'x', kind, credentials })).toEqual([]);
    expect(issuesOf({ name: 'x', kind, credentials: { ...Object(credentials), more: 1 } })).toEqual([
      ['/credentials/more', 'UNKNOWN_FIELD'],
    ]);
    expect(issuesOf({ name: 'x', kind, credentials, more: 1 })).toEqual([['/more', 'UNKNOWN_FIELD']]);
    expect(issuesOf({ name: 'x', kind })).toEqual([['/credentials', 'MISSING_FIELD']]);
  });

  it('of a kind that is none are refused by the kinds that there are', () => {
    const [found] = checkShape(NewConnectionSchema, { name: 'x', kind: 'ftp', credentials: {} }, []);
    expect(found).toMatchObject({ path: '/kind', message: `must be one of ${CONNECTION_KINDS.join(', ')}` });
  });

  it('that no header can carry, or that would frame the message, are refused', () => {
    for (const token of ['', ' x', 'x ', 'a\r\nb: c', 'ä', 'x'.repeat(8193), '\u0000']) {
      expect(CREDENTIALS.bearer.safeParse({ token }).success, JSON.stringify(token)).toBe(false);
    }
    for (const name of ['Host', 'content-length', 'Transfer-Encoding', 'Content-Type', 'a b', '']) {
      expect(CREDENTIALS.header.safeParse({ headers: { [name]: 'x' } }).success, name).toBe(false);
    }
    expect(CREDENTIALS.header.safeParse({ headers: {} }).success).toBe(false);
    expect(CREDENTIALS.header.safeParse({ headers: { a: '1', A: '2' } }).success).toBe(false);
    expect(CREDENTIALS.basic.safeParse({ username: 'a:b', password: 'x' }).success).toBe(false);
    expect(CREDENTIALS.basic.safeParse({ username: 'a', password: '\ud800' }).success).toBe(false);
  });

  it('have URLs that hold no secret', () => {
    for (const baseUrl of ['https://u:p@x.example', 'ftp://x.example', 'x', 'https://x.example/#a']) {
      expect(CREDENTIALS.openai.safeParse({ apiKey: 'k', baseUrl }).success, baseUrl).toBe(false);
    }
  });

  it('are never repeated by what is wrong with them', () => {
    const secret = 'tell-nobody-ä';
    const bodies: Json[] = [
      { name: 'x', kind: 'bearer', credentials: { token: secret } },
      { name: 'x', kind: 'bearer', credentials: secret },
      { name: 'x', kind: secret, credentials: {} },
      { name: 'x', kind: 'oauth2', credentials: { grant: secret, clientSecret: secret } },
      { name: 'x', kind: 'apiKey', credentials: { apiKey: secret, in: secret, name: secret } },
      { name: '{{ x', kind: 'bearer', credentials: { token: 't' } },
    ];
    for (const body of bodies) {
      const found = checkShape(NewConnectionSchema, body, []);
      expect(found.length).toBeGreaterThan(0);
      expect(JSON.stringify(found)).not.toContain('tell-nobody');
    }
  });
});
