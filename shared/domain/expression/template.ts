import { isJsonObject, type Json } from '../json/json.ts';
import {
  type Collected,
  type CompileOptions,
  type ExpressionIssue,
  type Fill,
  type Reference,
  report,
} from './collect.ts';
import { ExpressionError } from './errors.ts';
import { MAX_RESULT_DEPTH } from './limits.ts';
import { compileText } from './text-template.ts';
import { type Scope, setOwn } from './value.ts';
import { Meter, Work } from './work.ts';

export { ExpressionError } from './errors.ts';
export type { Scope } from './value.ts';

export interface CompiledJson {
  /** What is wrong, in all strings; at most `MAX_ISSUES`. */
  readonly issues: readonly ExpressionIssue[];
  readonly nodeIds: ReadonlySet<string>;
  readonly references: readonly Reference[];
  /**
   * The value with every expression replaced by its result. Parts without one are answered by identity.
   *
   * @throws ExpressionError with the path of the string; the first issue's when there are issues
   */
  evaluate(scope: Scope): Json;
}

/**
 * Compiles every `{{ ... }}` in the strings of a JSON value; keys are left as they are. Never throws.
 *
 * @example
 * compileJson({ url: 'https://shop.example/{{ input.id }}' }).evaluate({ input: { id: 7 }, nodes: {}, run: {} })
 */
export function compileJson(value: Json, options: CompileOptions = {}): CompiledJson {
  const collected: Collected = { options, issues: [], references: [], expressions: 0 };
  const fill = walk(value, '', 0, collected);
  const { issues, references } = collected;
  return {
    issues,
    references,
    nodeIds: new Set(references.map(({ nodeId }) => nodeId)),
    evaluate(scope) {
      const [issue] = issues;
      if (issue !== undefined) throw fromIssue(issue);
      return fill === undefined ? value : fill({ scope, work: new Work(), results: new Meter(), locals: [] });
    },
  };
}

/** Undefined when there is nothing to compute at or below `path`. */
function walk(value: Json, path: string, depth: number, collected: Collected): Fill | undefined {
  if (typeof value === 'string') return compileText(value, path, collected);
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth >= MAX_RESULT_DEPTH) {
    const message = `The value is nested more than ${MAX_RESULT_DEPTH} levels deep.`;
    report(collected, { path, code: 'EXPRESSION_TOO_LARGE', message });
    return undefined;
  }
  const fills: [string, Fill][] = [];
  for (const [key, child] of Object.entries(value)) {
    const fill = walk(child, `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, depth + 1, collected);
    if (fill !== undefined) fills.push([key, fill]);
  }
  if (fills.length === 0) return undefined;
  return isJsonObject(value) ? fillObject(value, fills) : fillList(value as readonly Json[], fills);
}

function fillObject(value: { readonly [key: string]: Json }, fills: readonly [string, Fill][]): Fill {
  return (frame) => {
    const filled = { ...value };
    for (const [key, fill] of fills) setOwn(filled, key, fill(frame));
    return filled;
  };
}

function fillList(value: readonly Json[], fills: readonly [string, Fill][]): Fill {
  return (frame) => {
    const filled = [...value];
    for (const [index, fill] of fills) filled[Number(index)] = fill(frame);
    return filled;
  };
}

function fromIssue({ code, message, hint, path }: ExpressionIssue): ExpressionError {
  return new ExpressionError(code, message, { hint, path });
}
