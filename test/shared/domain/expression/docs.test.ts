import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileJson, type Scope } from '../../../../shared/domain/expression/template.ts';

const markdown = readFileSync(new URL('../../../../docs/expressions.md', import.meta.url), 'utf8');
const blocks = (language: string): string[] =>
  [...markdown.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map((match) => match[1] ?? '');

const scope = JSON.parse(blocks('json')[0] ?? '') as Scope;
const examples = blocks('text')
  .flatMap((block) => block.trimEnd().split('\n'))
  .map((line) => line.split('→').map((side) => side.trim()) as [string, string]);

describe('docs/expressions.md', () => {
  it('holds examples', () => {
    expect(examples.length).toBeGreaterThan(70);
  });

  it.each(examples)('%s gives %s', (source, wanted) => {
    const compiled = compileJson(source, { item: true });
    if (wanted.startsWith('refused: ')) {
      expect(compiled.issues[0]?.message).toBe(wanted.slice('refused: '.length));
      return;
    }
    expect(compiled.issues).toEqual([]);
    if (wanted.startsWith('error: ')) expect(() => compiled.evaluate(scope)).toThrow(wanted.slice('error: '.length));
    else expect(compiled.evaluate(scope)).toEqual(JSON.parse(wanted));
  });
});
