import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileJson } from '../../../../shared/domain/expression/template.ts';
import type { Json } from '../../../../shared/domain/json/json.ts';
import { codeOf } from './evaluate.ts';

/** No expression may hold a process longer than this. */
const DEADLINE_MS = 250;

const numbers = Array.from({ length: 10_000 }, (_, index) => index);
const nest = (levels: number, wrap: (inner: Json) => Json): Json =>
  Array.from({ length: levels }).reduce<Json>((inner) => wrap(inner), 1);

const input: Json = {
  list: numbers,
  rows: numbers.map((id) => ({ id, name: `n${id}` })),
  map: Object.fromEntries(numbers.map((id) => [`k${id}`, id])),
  big: 'a'.repeat(1_000_000),
  half: `${'a'.repeat(250_000)}b${'a'.repeat(250_000)}`,
  needle: `${'a'.repeat(127)}b${'a'.repeat(127)}`,
  emoji: '😀'.repeat(400_000),
  catastrophe: `${'a'.repeat(40)}!`,
  deep: nest(5000, (inner) => [inner]),
  deepMap: nest(5000, (inner) => ({ a: inner })),
  json: '['.repeat(50_000),
  evil: JSON.parse('{"__proto__": {"polluted": 1}, "constructor": {"name": "x"}}') as Json,
  key: '__proto__',
  method: 'constructor',
};

const S = 'EXPRESSION_SYNTAX';
const F = 'EXPRESSION_FORBIDDEN';
const X = 'EXPRESSION_FAILED';
const L = 'EXPRESSION_TOO_LARGE';
const E = 'EXPRESSION_TOO_EXPENSIVE';

/** Reaching for what is not in the scope. */
const escapes: readonly [string, string | undefined][] = [
  ['process.env', F],
  ['globalThis', F],
  ['this', F],
  ['require("fs")', F],
  ['import("fs")', S],
  ['eval("1")', F],
  ['Function("return 1")()', S],
  ['constructor', F],
  ['constructor.constructor("return process")()', S],
  ['input.constructor', F],
  ['input["constructor"]', F],
  ['input.?constructor', F],
  ['input[?"constructor"]', F],
  ['input.constructor("x")', F],
  ['has(input.constructor)', F],
  ['input.evil.constructor.name', F],
  ['input.prototype', F],
  ['input.__proto__.polluted', F],
  ['input["__proto__"]', F],
  ['input["__pro" + "to__"]', X],
  ['input[input.key]', X],
  ['input.list[input.method]', X],
  ['input[input.method]', X],
  ['input.evil[input.key].polluted', undefined],
  ['{}[input.key]', X],
  ['{"__proto__": 1}', F],
  ['{"constructor": 1}', F],
  ["{'proto' + 'type': 1}", F],
  ['{input.key: {"polluted": 1}}', F],
  ['[].__proto__', F],
  ['"".constructor', F],
  ['input.list.map(__proto__, 1)', S],
  ['input.list.map(constructor, constructor)[0]', undefined],
  ['input.toString()', F],
  ['input.list.push(1)', F],
  ['input.list.length', X],
  ['input.big.length', X],
  ['nodes.__proto__', F],
  ['nodes["constructor"]', F],
  ['nodes', F],
  ['[nodes]', F],
  ['nodes[input.key]', F],
  ['has(nodes)', S],
  ['"a" in nodes', F],
  ['nodes.map(n, n)', F],
  ['[1].map(nodes, nodes)', F],
  ['cel.bind(x, 1, x)', F],
  ['google.protobuf.Duration', F],
  ['dyn(input)', F],
  ['optional.of(1)', F],
  ['stepwell()', F],
  ['string', F],
  ['input.catastrophe.matches("(a+)+$")', F],
  ['matches(input.catastrophe, "(a+)+$")', F],
];

/** Too much of something. */
const floods: readonly [string, string | undefined][] = [
  ['input.list.map(x, input.list.map(y, x * y))', E],
  ['input.list.filter(x, input.list.exists(y, x * y < 0))', E],
  ['input.list.all(x, input.list.all(y, true))', E],
  ['[1].map(a, [1].map(b, [1].map(c, c)))', E],
  ['input.list.all(x, input.map.exists(k, true))', E],
  ['input.list.all(x, size(input.map) > 0)', E],
  ['input.list.all(x, size(keys(input.map)) > 0)', E],
  ['input.list.all(x, !(-1 in input.list))', E],
  ['input.list.all(x, input.list == input.list.map(y, y))', E],
  ['input.list.all(x, input.rows == input.rows.map(y, {"id": y.id, "name": y.name}))', E],
  ['input.list.all(x, input.map == parseJson(json(input.map)))', E],
  ['input.list.all(x, input.list + input.list != [])', E],
  ['input.list.map(x, input.big + "a")', E],
  ['input.list.map(x, input.big.upper())', E],
  ['input.list.all(x, input.big.substring(1) != "")', E],
  ['input.list.all(x, size(input.emoji) > 0)', E],
  ['input.list.all(x, input.emoji.substring(1, 399999) != "")', E],
  ['input.list.all(x, !input.big.contains("b"))', E],
  ['input.list.all(x, !input.big.contains(input.needle))', E],
  ['input.big.contains(input.half)', E],
  ['input.big.indexOf(input.half)', E],
  ['input.big.split(input.half)', E],
  ['input.big.replace(input.half, "")', E],
  ['input.big.split("")', L],
  ['input.big.split("a")', L],
  ['input.big.replace("a", "bb")', L],
  ['input.big + input.big', L],
  ['[input.big, input.big].join()', L],
  ['input.list.join(input.half)', L],
  ['input.list.map(x, input.half).join()', L],
  ['input.list.map(x, input.half)', L],
  ['[input.big, input.big]', L],
  ['json([input.big, input.big])', L],
  ['bytes(input.big)', L],
  ['input.list.all(x, json(input.rows) != "")', E],
  ['input.list.all(x, input.list.map(y, json(y)).join() != "")', E],
  ['input.list.map(x, input.list.map(y, timestamp("2026-01-31T09:30:00Z")))', E],
  [`input.list.map(x, input.list.map(y, duration("${'1h1ms'.repeat(12)}")))`, E],
  ['input.list.map(x, input.list.map(y, {"a": [x, y, {"b": {}}]}))', E],
  ['input.list.map(x, input.list.map(y, "a,b,c,d,e,f".split(",").join("")))', E],
  ['input.list.map(x, input.list.map(y, bytes("abc").base64()))', E],
  ['input.list.map(x, input.list.map(y, input.?none.?none.orValue([])))', E],
  ['input.deep', L],
  ['json(input.deep)', L],
  ['input.deep == parseJson(json(input.deep))', L],
  ['input.deep == input.deepMap', undefined],
  ['[input.deep] == [input.deep.map(x, x)]', undefined],
  ['parseJson(input.json)', X],
  ['input', L],
];

/** Sources that are too much already. */
const sources: readonly [string, string | undefined][] = [
  [' '.repeat(5000), L],
  ['', S],
  ['x'.repeat(5000), L],
  ['x'.repeat(4000), F],
  ['9'.repeat(4000), S],
  ['1e999', S],
  ['9007199254740993', S],
  [`"${'a'.repeat(4000)}"`, undefined],
  [`"${'\\u0041'.repeat(600)}"`, undefined],
  [`${'('.repeat(2000)}1${')'.repeat(2000)}`, L],
  ['('.repeat(4000), L],
  ['['.repeat(4000), L],
  [`${'!'.repeat(4000)}true`, L],
  [`${'-'.repeat(1500)}1`, L],
  [`${'1+'.repeat(2000)}1`, L],
  [`${'true&&'.repeat(600)}true`, L],
  [`${'true?1:'.repeat(500)}1`, L],
  [`${'true?'.repeat(500)}1`, L],
  [`input${'.a'.repeat(1500)}`, L],
  [`input${'.?a'.repeat(90)}`, undefined],
  [`has(input${'.a'.repeat(90)})`, undefined],
  [`input${'[0]'.repeat(1000)}`, L],
  [`input${'.map(x,x)'.repeat(300)}`, L],
  [`[${'0,'.repeat(1500)}0]`, L],
  [`[${'z,'.repeat(900)}z]`, F],
  [`{${'"a":1,'.repeat(600)}"a":1}`, undefined],
  [`[${'f(),'.repeat(900)}f()]`, F],
  [`size(${'1,'.repeat(100)}1)`, L],
  ['\u0000', S],
  ['input.\u200ba', S],
  ['ｉnput', S],
  ['input;input', S],
  ['`x`', S],
  ['$' + '{input}', S],
  ['input = 1', S],
  ['() => 1', S],
  ['while(true){}', S],
  ['"\\ud800"', S],
  ["'a\nb'", S],
  ['// nothing', S],
];

/** Milliseconds of this thread alone: other processes on the machine do not count. */
const spent = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

const run = (expression: string): string | undefined => {
  const started = spent();
  const code = codeOf(`{{ ${expression} }}`, input);
  expect(spent() - started).toBeLessThan(DEADLINE_MS);
  return code;
};

const named = (list: typeof sources) =>
  list.map(([source, code]) => ({ name: source.length > 60 ? `${source.slice(0, 60)}...` : source, source, code }));

describe('hostile expressions', () => {
  it('are at least 60', () => {
    expect(escapes.length + floods.length + sources.length).toBeGreaterThan(60);
  });

  it.each(named(escapes))('does not let $name out ($code)', ({ source, code }) => {
    expect(run(source)).toBe(code);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it.each(named(floods))('ends $name in time ($code)', ({ source, code }) => {
    expect(run(source)).toBe(code);
  });

  it.each(named(sources))('takes or refuses $name in time ($code)', ({ source, code }) => {
    expect(run(source)).toBe(code);
  });

  it('refuses keys that only exist at run time', () => {
    expect(codeOf('{{ {input.key: 1} }}', { key: 'constructor' })).toBe(F);
  });
});

describe('random expressions', () => {
  const tokens = fc.constantFrom(
    ...[
      'input',
      'nodes',
      'run',
      'item',
      'x',
      '.',
      '.?',
      '[',
      ']',
      '(',
      ')',
      '{',
      '}',
      ',',
      ':',
      '?',
      '"a"',
      "'",
      '"',
      '1',
    ],
    ...[
      '0.5',
      '1e3',
      '+',
      '-',
      '*',
      '/',
      '%',
      '==',
      '<',
      '&&',
      '||',
      '!',
      ' in ',
      ' ',
      'map(x, ',
      'all(x, ',
      'has(',
      '\\',
    ],
    ...[
      'list',
      'big',
      'size(',
      'json(',
      '.split("a")',
      '.orValue(',
      'null',
      'true',
      '//',
      '\n',
      'r"',
      "'''",
      '}}',
      '{{',
    ],
  );
  const source = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(tokens, { maxLength: 60 }).map((parts) => parts.join('')),
  );

  it('throw nothing but ExpressionError, and end in time', () => {
    fc.assert(
      fc.property(source, (text) => {
        // `codeOf` throws on any other error.
        const code = run(text);
        expect(code === undefined || code.startsWith('EXPRESSION_')).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('are compiled without an exception, whatever the document', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('{', '}', "'", 'a', '.', ' ', '1', '"', '\\', '(') })),
        (texts) => {
          const { issues } = compileJson(texts);
          for (const { path, code, message } of issues) {
            expect(path).toMatch(/^\/\d+$/);
            expect(code).toMatch(/^EXPRESSION_/);
            expect(message.length).toBeLessThan(300);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
