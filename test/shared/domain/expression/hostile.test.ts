import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileJson } from '../../../../shared/domain/expression/template.ts';

import { escapes, floods, input, sources } from '../../../fixtures/hostile-expressions.ts';
import { codeOf } from './evaluate.ts';

/** No expression may hold a process longer than this. */
const DEADLINE_MS = 250;

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
    expect(codeOf('{{ {input.key: 1} }}', { key: 'constructor' })).toBe('EXPRESSION_FORBIDDEN');
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
