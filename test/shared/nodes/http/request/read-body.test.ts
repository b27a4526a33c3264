import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../../shared/domain/json/json.ts';
import { readBody } from '../../../../../shared/nodes/http/request/read-body.ts';

const response = (body: string | Uint8Array, contentType?: string) => ({
  status: 200,
  headers: contentType === undefined ? {} : { 'content-type': contentType },
  body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
});
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

describe('readBody', () => {
  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/problem+json',
    'APPLICATION/JSON',
    'text/json',
    'application/vnd.api+json;x=y',
  ])('reads %s as JSON', (type) => {
    expect(readBody(response('{"a":1}', type), undefined)).toEqual({ a: 1 });
  });

  it.each(['text/plain', 'text/html', 'application/jsonp', 'application/json-seq', 'application/x-ndjson', undefined])(
    'reads %s as text',
    (type) => {
      expect(readBody(response('{"a":1}', type), undefined)).toBe('{"a":1}');
    },
  );

  it('does as the author says, whatever the content type', () => {
    expect(readBody(response('{"a":1}', 'text/html'), 'json')).toEqual({ a: 1 });
    expect(readBody(response('{"a":1}', 'application/json'), 'text')).toBe('{"a":1}');
    expect(readBody(response(new Uint8Array([0, 255, 16]), 'application/json'), 'bytes')).toBe('AP8Q');
  });

  it.each([
    ['text/plain; charset=iso-8859-1', [0xe9], 'é'],
    ['text/plain;charset="utf-16le"', [0x41, 0], 'A'],
    ['text/plain; charset=nonsense', [0xc3, 0xa9], 'é'],
    ['text/plain', [0xef, 0xbb, 0xbf, 0x41], 'A'],
    ['text/plain', [0xff], '\ufffd'],
  ])('decodes %s', (type, bytes, text) => {
    expect(readBody(response(new Uint8Array(bytes), type), 'text')).toBe(text);
  });

  it('takes an empty body for null, an empty text or no bytes', () => {
    expect(readBody(response('', 'application/json'), undefined)).toBeNull();
    expect((['json', 'text', 'bytes'] as const).map((mode) => readBody(response(''), mode))).toEqual([null, '', '']);
  });

  it('reads back any JSON, less its keys called __proto__', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        const text = JSON.stringify(value);
        const harmless: unknown = JSON.parse(text, (key, item) => (key === '__proto__' ? undefined : item));
        expect(readBody(response(text), 'json')).toEqual(harmless);
      }),
    );
  });

  it('takes a byte order mark before JSON', () => {
    expect(readBody(response('\ufeff[1]'), 'json')).toEqual([1]);
  });

  it.each(['{', 'undefined', "{'a':1}", '[1,]', 'NaN', ' ', '{}{}'])('fails by "%s" as JSON', (text) => {
    expect(() => readBody(response(text), 'json')).toThrow(
      expect.objectContaining({ name: 'PermanentNodeError', code: 'BODY_NOT_JSON', data: { status: 200 } }),
    );
  });

  it('takes 64 levels and no more', () => {
    expect(JSON.stringify(readBody(response(nested(64)), 'json'))).toBe(nested(64));
    for (const text of [nested(65), `{"a":${nested(64)}}`, nested(100_000)]) {
      expect(() => readBody(response(text), 'json')).toThrow(
        expect.objectContaining({ name: 'PermanentNodeError', code: 'BODY_TOO_DEEP' }),
      );
    }
  });

  it('drops __proto__ at any depth and however it is written, and keeps its neighbours', () => {
    const text = '{"__proto__":{"admin":true},"a":[{"\\u005f_proto__":1,"b":2}],"constructor":{"prototype":{"c":3}}}';
    const value = readBody(response(text), 'json') as { a: Json[]; constructor: Json };
    expect(JSON.stringify(value)).toBe('{"a":[{"b":2}],"constructor":{"prototype":{"c":3}}}');
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });
});
