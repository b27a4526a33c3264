import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileJson } from '../../../../shared/domain/expression/template.ts';
import { HOSTILE_EXPRESSIONS } from '../../../fixtures/hostile-expressions.ts';
import { input } from '../../../fixtures/hostile-input.ts';
import { codeOf } from './evaluate.ts';
import type { HostileLine, HostileOrder } from './hostile-process.ts';

/** No expression may hold a process longer than this. */
const DEADLINE_MS = 250;
/** A process that is held longer than this is ended: it has been noticed. */
const PATIENCE_MS = 3000;
/** The input takes a tenth of it. */
const HEAP = ['--max-old-space-size=192', '--max-semi-space-size=16'];

const PROCESS = fileURLToPath(new URL('./hostile-process.ts', import.meta.url));

interface Ended {
  readonly lines: readonly HostileLine[];
  readonly exit: number | NodeJS.Signals | null;
}

/** Evaluates in a process of its own: one that ends, or is held, is seen from here. */
async function evaluateAll(order: HostileOrder, timeout?: number): Promise<Ended> {
  const child = spawn(process.execPath, [...HEAP, PROCESS, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout,
    killSignal: 'SIGKILL',
  });
  const exit = new Promise<Ended['exit']>((resolve, reject) => {
    child.once('error', reject).once('close', (code, signal) => resolve(code ?? signal));
  });
  const lines = (await text(child.stdout)).split('\n').filter(Boolean);
  return { lines: lines.map((line) => JSON.parse(line) as HostileLine), exit: await exit };
}

const shorten = (source: string): string => (source.length > 60 ? `${source.slice(0, 60)}...` : source);

describe('hostile expressions', () => {
  const all = Object.values(HOSTILE_EXPRESSIONS).flat();

  it('are at least 200', () => {
    expect(new Set(all.map(([source]) => source)).size).toBeGreaterThanOrEqual(200);
  });

  it.each(Object.entries(HOSTILE_EXPRESSIONS))(
    'that try %s neither get out nor end the process nor hold it, and the next one is right',
    async (_family, list) => {
      const { lines, exit } = await evaluateAll({ sources: list.map(([source]) => source) });
      expect(lines.map(({ code }, index) => [shorten(list[index]?.[0] ?? ''), code])).toEqual(
        list.map(([source, code]) => [shorten(source), code]),
      );
      expect(exit).toBe(0);
      const held = lines.flatMap(({ ms }, index) =>
        ms < DEADLINE_MS ? [] : [`${shorten(list[index]?.[0] ?? '')}: ${ms}`],
      );
      expect(held).toEqual([]);
      expect(lines.every(({ isNextRight }) => isNextRight)).toBe(true);
    },
  );

  it('cannot use keys that only exist at run time', () => {
    expect(codeOf('{{ {input.key: 1} }}', { key: 'constructor' })).toBe('EXPRESSION_FORBIDDEN');
  });
});

/** Whether the tests above would have seen that something is wrong with one expression. */
async function isNoticed(order: Omit<HostileOrder, 'sources'>, source: string): Promise<boolean> {
  const expected = Object.values(HOSTILE_EXPRESSIONS)
    .flat()
    .find(([known]) => known === source);
  if (!expected) throw new Error(`${shorten(source)} is none of the hostile expressions.`);
  const { lines, exit } = await evaluateAll({ ...order, sources: [source] }, PATIENCE_MS);
  const [line] = lines;
  return exit !== 0 || line === undefined || line.ms >= DEADLINE_MS || line.code !== expected[1] || !line.isNextRight;
}

describe('without its limit', () => {
  it.each([
    ['MAX_WORK', 'input.list.all(x, input.list.all(y, true))'],
    ['MAX_WORK', 'input.list.all(x, input.big.startsWith(input.big))'],
    ['MAX_WORK', 'input.list.all(x, input.list == input.list.map(y, y))'],
    ['MAX_WORK MAX_RESULT_SIZE', 'input.list.map(x, input.list.map(y, {"a": [x, y, {"b": {}}]}))'],
    ['MAX_MACRO_NESTING', '[1].map(a, [1].map(b, [1].map(c, c)))'],
    ['MAX_RESULT_SIZE', 'input.texts'],
    ['MAX_RESULT_SIZE', '[input.big, input.big]'],
    ['MAX_STRING_LENGTH MAX_RESULT_SIZE', 'input.big + input.big'],
    ['MAX_PIECES MAX_RESULT_SIZE MAX_WORK', 'input.big.split("a")'],
    ['MAX_RESULT_DEPTH', 'input.deep'],
    ['MAX_SOURCE_LENGTH', ' '.repeat(5000)],
    ['MAX_AST_DEPTH', `${'-'.repeat(1500)}1`],
    ['MAX_AST_NODES MAX_LITERAL_ELEMENTS', `[${'0,'.repeat(1500)}0]`],
  ])('%s, %j is noticed', async (limits, source) => {
    expect(await isNoticed({}, source)).toBe(false);
    expect(await isNoticed({ lift: limits.split(' ') }, source)).toBe(true);
  });
});

describe('with an evaluator that guards nothing', () => {
  it.each([
    ...[
      'process.env',
      'process.exit(1)',
      'process.kill(process.pid)',
      'globalThis',
      'eval("1")',
      'Function("return 1")()',
    ],
    ...['constructor.constructor("return process")()', '/(a+)+$/.test(input.catastrophe)'],
    ...['RegExp("(a+)+$").test(input.catastrophe)', 'input["__pro" + "to__"]', 'input.list.push(1)', 'new Date()'],
  ])('%s is noticed', async (source) => {
    expect(await isNoticed({ evaluator: 'javascript' }, source)).toBe(true);
  });
});

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
