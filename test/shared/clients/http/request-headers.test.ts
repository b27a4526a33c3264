import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkHeaders } from '../../../../shared/clients/http/request-headers.ts';

describe('checkHeaders', () => {
  it('gives the names in lower case', () => {
    expect([...checkHeaders({ 'X-Api-Key': 'k', Accept: 'text/plain; q=0.5\t, */*', 'x-u': 'café' })]).toEqual([
      ['x-api-key', 'k'],
      ['accept', 'text/plain; q=0.5\t, */*'],
      ['x-u', 'café'],
    ]);
  });

  it.each([
    'Host',
    'Connection',
    'Content-Length',
    'transfer-encoding',
    'Keep-Alive',
    'Proxy-Authorization',
    'Proxy-Connection',
    'TE',
    'Trailer',
    'Upgrade',
    'EXPECT',
    'HTTP2-Settings',
    'proxy-authenticate',
    'X-Stepwell-Hop',
  ])('refuses %s by name', (name) => {
    expect(() => checkHeaders({ [name]: 'secret' })).toThrow(
      expect.objectContaining({
        name: 'PermanentNodeError',
        code: 'HEADER_INVALID',
        message: expect.stringContaining(name),
      }),
    );
  });

  it.each(['', 'a b', 'a:b', 'a\r\nHost', 'ä', 'a\u0000', '(x)', 'a\n', ' a'])('refuses the name %j', (name) => {
    expect(() => checkHeaders({ [name]: 'x' })).toThrow(expect.objectContaining({ code: 'HEADER_INVALID' }));
  });

  it.each(['a\r\nX: y', 'a\n', '\r', 'a\u0000b', '\u007f', '日本', '\u0100', 'x\u2028'])(
    'refuses the value %j and does not repeat it',
    (value) => {
      expect(() => checkHeaders({ 'X-Given': value })).toThrow(
        expect.objectContaining({
          code: 'HEADER_INVALID',
          message: 'The value of the header X-Given holds a character that headers cannot carry.',
        }),
      );
    },
  );

  it('refuses a header that is given twice', () => {
    expect(() => checkHeaders({ 'X-A': '1', 'x-a': '2' })).toThrow('The header x-a is given twice.');
  });

  it('refuses more than 32 KB', () => {
    expect(checkHeaders({ a: 'x'.repeat(32 * 1024 - 1) }).size).toBe(1);
    expect(() => checkHeaders({ a: 'x'.repeat(32 * 1024) })).toThrow(
      expect.objectContaining({ code: 'HEADER_INVALID' }),
    );
  });

  it('passes nothing on that could end a header line', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string({ unit: 'binary' })), (headers) => {
        try {
          for (const [name, value] of checkHeaders(headers)) if (/[\r\n\0]/.test(name + value)) return false;
        } catch {
          return true;
        }
        return true;
      }),
    );
  });
});
