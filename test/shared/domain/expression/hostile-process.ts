import { writeSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { runInThisContext } from 'node:vm';
import type { Json } from '../../../../shared/domain/json/json.ts';
import { input } from '../../../fixtures/hostile-input.ts';

/** What this process is asked for. */
export interface HostileOrder {
  readonly sources: readonly string[];
  /** Names of limits to do without. */
  readonly lift?: readonly string[];
  /** `javascript`: what an evaluator that guards nothing would do. */
  readonly evaluator?: 'javascript';
}

/** A line of what it prints: one for each source, in their order. */
export interface HostileLine {
  /** Of the error that it ended with. */
  readonly code?: string | undefined;
  /** Of processor time of the thread that evaluates. */
  readonly ms: number;
  /** Whether the next evaluation was right, and nothing was left behind. */
  readonly isNextRight: boolean;
}

const { sources, lift = [], evaluator } = JSON.parse(process.argv[2] ?? '') as HostileOrder;
const ENDLESS = '1e9';

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith('/shared/domain/expression/limits.ts')) return loaded;
    const lifted = new RegExp(`(?<=export const (?:${lift.join('|') || '-'}) = )[^;]+`, 'g');
    return { ...loaded, source: String(loaded.source).replace(lifted, ENDLESS) };
  },
});
const { compileJson, ExpressionError } = await import('../../../../shared/domain/expression/template.ts');

const evaluate = (source: string, from: Json): unknown =>
  evaluator === 'javascript'
    ? (runInThisContext(`(input) => (${source})`) as (value: Json) => unknown)(from)
    : compileJson(`{{ ${source} }}`, { item: true }).evaluate({ input: from, nodes: {}, run: {} });

function codeOf(source: string): string | undefined {
  try {
    evaluate(source, input);
    return undefined;
  } catch (error) {
    return error instanceof ExpressionError ? error.code : String(error);
  }
}

function isNextRight(): boolean {
  const next = compileJson('{{ input.list.filter(x, x > 1).map(x, x * 2) }}').evaluate({
    input: { list: [1, 2, 3] },
    nodes: {},
    run: {},
  });
  return JSON.stringify(next) === '[4,6]' && Reflect.ownKeys(Object.prototype).every((key) => key !== 'polluted');
}

/** Other processes of the machine do not count. */
const spentMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

for (const source of sources) {
  const before = spentMs();
  const code = codeOf(source);
  const line: HostileLine = { code, ms: spentMs() - before, isNextRight: isNextRight() };
  writeSync(1, `${JSON.stringify(line)}\n`);
}
