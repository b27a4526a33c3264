import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RequestError } from '../../../shared/domain/errors.ts';
import { readBody } from '../../../shared/middleware/read-body.ts';
import type { Incoming } from '../../../shared/middleware/request-state.ts';

const read = (body: string | null, type = 'application/json', isBase64 = false): unknown =>
  readBody({ body, isBase64, headers: { 'content-type': type } } as unknown as Incoming);

/** Status and code of what it throws. */
function refusal(act: () => unknown): readonly [number, string] {
  try {
    act();
  } catch (error) {
    if (error instanceof RequestError) return [error.status, error.code];
    throw error;
  }
  throw new Error('It was accepted.');
}

describe('readBody', () => {
  it('answers what was sent, for any JSON, as text or base64', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!/"(__proto__|constructor|prototype)":/.test(text));
        expect(read(text)).toEqual(JSON.parse(text));
        expect(read(Buffer.from(text).toString('base64'), 'application/json', true)).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each([null, ''])('answers undefined for no body (%j), of whatever type', (body) => {
    expect(read(body, 'text/plain')).toBeUndefined();
  });

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON;charset="UTF-8"',
    'application/problem+json',
    'application/vnd.api+json; charset=utf-8',
  ])('takes %s', (type) => {
    expect(read('1', type)).toBe(1);
  });

  it.each([
    '',
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/json; charset=latin1',
    'text/json',
    'application/jsonx',
  ])('answers 415 to %j', (type) => {
    expect(refusal(() => read('1', type))).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
  });

  it('answers 413 past one mebibyte, counted in bytes', () => {
    const exact = JSON.stringify('x'.repeat(1024 * 1024 - 2));
    expect(read(exact)).toHaveLength(1024 * 1024 - 2);
    expect(refusal(() => read(`${exact} `))).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    expect(refusal(() => read(JSON.stringify('é'.repeat(600_000))))).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    const packed = Buffer.from(`${exact} `).toString('base64');
    expect(refusal(() => read(packed, 'application/json', true))).toEqual([413, 'PAYLOAD_TOO_LARGE']);
  });

  it.each(['{', '{"a":1,}', 'nothing', "{'a':1}", '\u0000', '\ufeff{}', 'NaN', '{"a":Infinity}', '[1]]', '1e'])(
    'answers 400 to %j',
    (body) => {
      expect(refusal(() => read(body))).toEqual([400, 'MALFORMED_JSON']);
    },
  );

  it('tells where JSON is broken and never what stands there', () => {
    const message = (body: string): string => {
      try {
        read(body);
      } catch (error) {
        return String(error);
      }
      throw new Error('It was accepted.');
    };
    expect(message('{"password":\n  "hunter2" "x"}')).toContain('there is a fault at line 2 column 13');
    expect(message('{"password":"hunter2')).toMatch(/fault at line 1 column \d+|ends too early/);
    fc.assert(
      fc.property(fc.string(), fc.nat({ max: 40 }), (around, at) => {
        const text = `${around.slice(0, at)}hunter2${around.slice(at)}`;
        expect(message(`{"a": ${text}`)).not.toContain('hunter2');
      }),
    );
  });

  it.each(['__proto__', 'constructor', 'prototype'])('answers 422 to the key %s', (key) => {
    expect(refusal(() => read(`{"a":[{"${key}":1}]}`))).toEqual([422, 'INVALID_BODY']);
  });

  it('answers 422 to what is too deep to work with', () => {
    expect(refusal(() => read('['.repeat(10_000) + ']'.repeat(10_000)))).toEqual([422, 'INVALID_BODY']);
  });

  it('answers 422 to more keys than there may be', () => {
    const keys = (count: number) =>
      JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, at) => [at, 1])));
    expect(Object.keys(Object(read(keys(20_000))))).toHaveLength(20_000);
    expect(refusal(() => read(keys(20_001)))).toEqual([422, 'INVALID_BODY']);
  });

  it('answers 415 to a body that is compressed: nothing is ever inflated', () => {
    const zipped = gzipSync('x'.repeat(1_000_000)).toString('base64');
    expect(refusal(() => read(zipped, 'application/gzip', true))).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    expect(refusal(() => read(zipped, 'application/json', true))).toEqual([400, 'MALFORMED_JSON']);
  });
});
