import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExpressionError } from '../../../../shared/domain/expression/errors.ts';
import { hasExpression, scan } from '../../../../shared/domain/expression/scan.ts';

const sources = (text: string): string[] =>
  scan(text).flatMap((part) => (typeof part === 'string' ? [] : [part.source]));

describe('scan', () => {
  it('cuts text and expressions apart', () => {
    expect(scan('a {{ b }} c{{d}}')).toEqual(['a ', { source: ' b ', index: 4 }, ' c', { source: 'd', index: 13 }]);
  });

  it.each([
    ['{{ {"a": {"b": 1}} }}', ' {"a": {"b": 1}} '],
    ['{{{"a":{"b":{}}}}}', '{"a":{"b":{}}}'],
    ["{{ '}}' }}", " '}}' "],
    ['{{ "}}" }}', ' "}}" '],
    ["{{ '{{' }}", " '{{' "],
    ["{{ 'it\\'s }}' }}", " 'it\\'s }}' "],
    ["{{ r'\\'}}' }}", " r'\\'}}' "],
    ["{{ '''a'}}'b''' }}", " '''a'}}'b''' "],
    ['{{ """a"}}"b""" }}', ' """a"}}"b""" '],
    ["{{ '' + '}}' }}", " '' + '}}' "],
    ["{{ a // don't }}", " a // don't "],
    ["{{ a // it's\n + b }}", " a // it's\n + b "],
    ['{{ a } }}', ' a } '],
    ['{{}}', ''],
  ])('finds the end of %s', (text, source) => {
    expect(sources(text)).toEqual([source]);
  });

  it.each(['{{', 'a {{ b', "{{ 'a }}", '{{ """a" }}', '{{ { }}', "{{ '\\", '{{ // a', '{{ a }'])(
    'refuses %s',
    (text) => {
      const index = text.indexOf('{{');
      expect(() => scan(text)).toThrow(
        expect.objectContaining({ name: 'ExpressionError', code: 'EXPRESSION_SYNTAX', index }) as ExpressionError,
      );
      expect(() => scan(text)).toThrow(`index ${index}`);
    },
  );

  it('leaves text without {{ alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('{', '}', ' ', "'", '"', '\\', 'a', '😀') }), (text) => {
        fc.pre(!hasExpression(text));
        expect(scan(text)).toEqual(text === '' ? [] : [text]);
      }),
    );
  });

  it('takes nothing away and adds nothing', () => {
    const piece = fc.oneof(
      fc.string().filter((text) => !text.includes('{')),
      fc.constantFrom("{{ 'a}}' }}", '{{ {"a":{}} }}', '{{ input.a }}', "{{ r'}}' }}", '{{{}}}'),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join('');
        const parts = scan(text);
        expect(parts.map((part) => (typeof part === 'string' ? part : `{{${part.source}}}`)).join('')).toBe(text);
        for (const part of parts) {
          if (typeof part !== 'string') expect(text.startsWith(part.source, part.index)).toBe(true);
        }
      }),
    );
  });

  it('reads each character a few times at most', () => {
    const started = performance.now();
    const text = '{{ "'.repeat(250_000);
    expect(() => scan(text)).toThrow(ExpressionError);
    expect(scan('{{1}}'.repeat(100_000))).toHaveLength(100_000);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
