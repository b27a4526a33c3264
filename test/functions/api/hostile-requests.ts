import { gzipSync } from 'node:zlib';
import { PARAMS, type ParamName } from '../../../shared/contract/params.ts';

/** What is sent in place of a good request. */
export interface Hostile {
  readonly name: string;
  readonly body?: string;
  readonly base64?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly path?: string;
}

const MEBIBYTE = 1024 * 1024;
const nested = (open: string, inner: string, close: string, depth: number): string =>
  open.repeat(depth) + inner + close.repeat(depth);
const list = (item: string, count: number): string => `[${Array.from({ length: count }, () => item).join()}]`;
const object = (count: number, key: (at: number) => string = (at) => `k${at}`): string =>
  `{${Array.from({ length: count }, (_, at) => `${JSON.stringify(key(at))}:1`).join()}}`;
/** A string that fills the body nearly up to its limit. */
const LONG = 'x'.repeat(MEBIBYTE - 100);

/** Names of fields that routes have: a bomb within one of them gets further than a bomb under any other name. */
const FIELDS = ['name', 'nodes', 'edges', 'input', 'output', 'data', 'email', 'role', 'preferences', 'expiresAt'];

const DEEP: Readonly<Record<string, string>> = {
  'lists, 500,000 deep': nested('[', '', ']', 500_000),
  'lists, 65 deep': nested('[', '', ']', 65),
  'lists, never closed': '['.repeat(MEBIBYTE),
  'objects, 100,000 deep': nested('{"a":', '1', '}', 100_000),
  'objects, 65 deep': nested('{"a":', '1', '}', 65),
  'objects and lists in turn': nested('[{"a":', '1', '}]', 60_000),
};

const WIDE: Readonly<Record<string, string>> = {
  'a list of 500,000 numbers': list('0', 500_000),
  'a list of 349,000 lists': list('[]', 349_000),
  'a list of 349,000 objects': list('{}', 349_000),
  'a list of 200,000 texts': list('"xx"', 200_000),
  'an object of 20,001 keys': object(20_001),
  'an object of 19,999 keys': object(19_999),
  'an object of 80,000 keys': object(80_000),
  'an object of 900 long keys': object(900, (at) => `${at}${'k'.repeat(1000)}`),
  'an object with a key of 1 MB': object(1, () => LONG),
  'one key 100,000 times': object(100_000, () => 'k'),
};

const TEXTS: Readonly<Record<string, string>> = {
  'a text of 1 MB': JSON.stringify(LONG),
  'a text of escapes': `"${'\\u0041'.repeat(170_000)}"`,
  'a number of 1 MB': '9'.repeat(MEBIBYTE - 100),
  'a fraction of 1 MB': `0.${'9'.repeat(MEBIBYTE - 100)}`,
  'blanks of 1 MB': ' '.repeat(MEBIBYTE - 100),
  'an object among blanks': `${' '.repeat(MEBIBYTE - 100)}{}}`,
};

const within = (fields: readonly string[], bombs: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    fields.flatMap((field) =>
      Object.entries(bombs).map(([name, text]) => [`${name} as ${field}`, `{${JSON.stringify(field)}:${text}}`]),
    ),
  );

/** Acceptable as any JSON, and so only sent where no field takes any JSON. */
const INSIDE = within(
  FIELDS.filter((field) => !['input', 'output', 'data'].includes(field)),
  {
    'a list of 300,000 numbers': list('0', 300_000),
    'a list of 300,000 objects': list('{}', 300_000),
    'an object of 19,990 keys': object(19_990),
    'a text of 1 MB': JSON.stringify(LONG.slice(100)),
    'a text that regular expressions go back over': JSON.stringify(`${'a@a.'.repeat(100_000)}!`),
    'half a character': '"\\ud800"',
    'a number beyond all numbers': '1e999',
  },
);

const FORBIDDEN: Readonly<Record<string, string>> = Object.fromEntries(
  ['__proto__', 'constructor', 'prototype'].flatMap((key) => [
    [`the key ${key}`, `{"${key}":{"role":"owner"}}`],
    [`the key ${key} with escapes`, `{"\\u00${(key.codePointAt(0) ?? 0).toString(16)}${key.slice(1)}":1}`],
    [`the key ${key} at the deepest`, nested('{"a":', `{"${key}":1}`, '}', 60)],
    [`the key ${key} in a list`, `[[1,[{"${key}":1}]]]`],
    ...FIELDS.map((field) => [`the key ${key} within ${field}`, `{"name":"x","${field}":[{"${key}":1}]}`] as const),
  ]),
);

const BROKEN: Readonly<Record<string, string>> = Object.fromEntries(
  [
    '{',
    '}',
    '[1,]',
    '{"a":1,}',
    "{'a':1}",
    '{"a":NaN}',
    '{"a":Infinity}',
    '{"a":-}',
    '{"a":01}',
    '{"a":0x10}',
    '\ufeff{"a":1}',
    '\u0000',
    '{"a":"\n"}',
    '{"a":"\u0000"}',
    'undefined',
    '{"a":1}{"a":1}',
    '<?xml version="1.0"?><a/>',
    'a=1&b=2',
    '"\\ud8"',
    '\ud800',
    '{"\ud800":1}',
    '// x\n{"a":1}',
  ].map((text) => [`the text ${JSON.stringify(text)}`, text]),
);

const VALUES: Readonly<Record<string, string>> = Object.fromEntries(
  ['null', 'true', '-0', '1e999', '""', '[]', '[[[]]]', '"\\ud800"', '{"a":1,"a":2}', '{"":1}', '{"\\ud800":1}'].map(
    (text) => [`the value ${text}`, text],
  ),
);

const TYPES = [
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/json; charset=utf-16',
  'application/json, text/html',
  'application/jsonp',
  'application/',
  `application/${'x'.repeat(8000)}`,
  `application/json;${' '.repeat(8000)}`,
  `application/${'a.-'.repeat(3000)}+json!`,
];

const GOOD_BODY = '{"name":"x"}';

/** No route takes any of these bodies. */
export const HOSTILE_BODIES: readonly Hostile[] = [
  ...Object.entries({ ...DEEP, ...WIDE, ...TEXTS, ...INSIDE, ...FORBIDDEN, ...BROKEN, ...VALUES }).map(
    ([name, body]) => ({ name, body }),
  ),
  { name: '1 MB and a byte', body: JSON.stringify('x'.repeat(MEBIBYTE - 1)) },
  { name: '1 MB and a byte of base64', body: JSON.stringify('x'.repeat(MEBIBYTE - 1)), base64: true },
  { name: '5 MB', body: JSON.stringify('é'.repeat(MEBIBYTE * 2.5)) },
  ...TYPES.map((type) => ({
    name: `the type ${type.slice(0, 60)}`,
    body: GOOD_BODY,
    headers: { 'content-type': type },
  })),
  {
    name: 'a compressed bomb',
    body: gzipSync('{"name":"x"}'.padEnd(10 * MEBIBYTE)).toString('latin1'),
    headers: { 'content-encoding': 'gzip' },
  },
  { name: 'bytes that are no text', body: Buffer.alloc(100_000, 0xff).toString('latin1'), base64: true },
];

const SEGMENTS = [
  '%',
  '%00',
  '%zz',
  '%ED%A0%80',
  '..',
  '..%2f..%2fetc%2fpasswd',
  '%2e%2e%2f',
  '.',
  '%20',
  '*',
  '$ne',
  '{x}',
  "'%20OR%20'1'='1",
  '<script>',
  '%E2%80%AE',
  '%F0%9F%92%A3',
  '\ud800',
  '-1',
  '1e9',
  '0x1',
  '%'.repeat(10_000),
  'x'.repeat(10_000),
  '%41'.repeat(30_000),
];

/** Paths like this one with something else in place of each parameter; behind it when it has none. */
export function hostilePaths(template: string, good: string): readonly Hostile[] {
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as ParamName);
  if (names.length === 0)
    return SEGMENTS.map((segment) => ({ name: segment.slice(0, 60), path: `${good}/${segment}` }));
  const at = template.split('/');
  return names.flatMap((name) =>
    SEGMENTS.filter((segment) => !PARAMS[name].test(segment)).map((segment) => {
      const path = good
        .split('/')
        .with(at.indexOf(`{${name}}`), segment)
        .join('/');
      return { name: `${name} ${segment.slice(0, 60)}`, path };
    }),
  );
}

/** No route has a parameter of any of these names, or takes these values. */
export const HOSTILE_QUERIES: readonly Hostile[] = [
  { a: '1' },
  { '': '' },
  Object.fromEntries([['__proto__', '1']]),
  { constructor: '1' },
  { prototype: 'x', toString: 'x' },
  { ['k'.repeat(10_000)]: '1' },
  { 'limit[$gt]': '1' },
  { limit: '-1', x: '1' },
  { limit: '9'.repeat(100_000), x: '1' },
  { wait: 'NaN', x: '1' },
  { cursor: '\ud800'.repeat(10_000), x: '1' },
  { status: '__proto__', x: '1' },
  Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`p${at}`, '1'])),
].map((query) => ({ name: `?${new URLSearchParams(Object.entries(query)).toString().slice(0, 60)}`, query }));

const JUNK = 'x'.repeat(100_000);

/** Headers that no client means, with a query that no route takes. */
export const HOSTILE_HEADERS: readonly Hostile[] = [
  Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`x-${at}`, 'x'])),
  Object.fromEntries([['__proto__', 'x']]),
  { constructor: 'x', prototype: 'x', hasOwnProperty: 'x', toString: 'x' },
  { 'x-request-id': JUNK, 'x-correlation-id': '\r\nset-cookie: a=b' },
  { traceparent: `00-${'0'.repeat(100_000)}-01` },
  { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01-${JUNK}` },
  { authorization: `Bearer ${JUNK}` },
  { 'content-length': '-1', 'transfer-encoding': 'chunked', 'content-encoding': 'br' },
  { 'content-type': JUNK },
  { 'if-match': JUNK, 'idempotency-key': JUNK },
  { 'idempotency-key': '\u0000\u202e' },
  { cookie: JUNK, 'x-forwarded-for': JUNK, 'x-http-method-override': 'DELETE' },
].map((headers) => ({ name: Object.keys(headers).slice(0, 3).join(), headers, query: { unknown: '1' } }));
