import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../../shared/domain/json/json.ts';
import { TIERS } from '../../../../../shared/domain/tenant/tiers.ts';
import { ISSUE_CODES } from '../../../../../shared/domain/workflow/checks/codes.ts';
import { validateDefinition } from '../../../../../shared/domain/workflow/validate.ts';
import { NODE_TYPES } from '../../../../../shared/nodes/node-types.ts';

const DOCUMENT = readFileSync(new URL('../../../../../docs/validation.md', import.meta.url), 'utf8');

/** Codes of the expression language that a definition can have before it runs. */
const EXPRESSION_CODES = [
  'EXPRESSION_SYNTAX',
  'EXPRESSION_FORBIDDEN',
  'EXPRESSION_TOO_LARGE',
  'EXPRESSION_TOO_EXPENSIVE',
];

const node = (id: string, output: Json = 1): Json => ({ id, type: 'data.transform', config: { output } });

/** Documents that are too long to print. */
const GENERATED: Readonly<Record<string, Json>> = {
  DEFINITION_TOO_LARGE: { name: 'Large', description: 'x'.repeat(600_000), nodes: [node('a')] },
  DEFINITION_TOO_DEEP: { name: 'Deep', nodes: [node('a', JSON.parse(`${'['.repeat(40)}${']'.repeat(40)}`) as Json)] },
  LIMIT_NODES: { name: 'Many', nodes: Array.from({ length: 51 }, (_, index) => node(`n${index}`)) },
  LIMIT_EDGES: {
    name: 'Tangled',
    nodes: [node('a')],
    edges: Array.from({ length: 4001 }, () => ({ from: 'a', to: 'b' })),
  },
  EXPRESSION_TOO_LARGE: { name: 'Too large', nodes: [node('a', `{{ input.a + '${'x'.repeat(5000)}' }}`)] },
};

const sections = [...DOCUMENT.matchAll(/^### (\w+)\n(.*?)```(json|text)\n(.*?)```/gms)].map(
  ([, code = '', text = '', language, example = '']) => ({ code, text, language, example }),
);
const severities: Readonly<Record<string, string>> = ISSUE_CODES;

describe('docs/validation.md', () => {
  it('has each code once', () => {
    const documented = sections.map(({ code }) => code);
    expect(documented.toSorted()).toEqual([...Object.keys(ISSUE_CODES), ...EXPRESSION_CODES].toSorted());
  });

  it('names every heading as a section with an example', () => {
    expect(DOCUMENT.match(/^### /gm)).toHaveLength(sections.length);
  });

  it.each(sections)('shows a document with $code, and with nothing else wrong', ({ code, text, language, example }) => {
    const document = language === 'json' ? (JSON.parse(example) as Json) : GENERATED[code];
    expect(document).toBeDefined();
    const options = { nodeTypes: NODE_TYPES, limits: TIERS.free, hasConnection: () => false };
    const { issues } = validateDefinition(document as Json, options);
    const severity = severities[code] ?? 'error';
    expect([...new Set(issues.map((found) => found.code))]).toEqual([code]);
    expect(issues[0]).toMatchObject({ code, severity });
    expect(text.startsWith('A warning')).toBe(severity === 'warning');
  });
});
