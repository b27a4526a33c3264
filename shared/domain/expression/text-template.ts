import { type Collected, type Fill, type Reference, report } from './collect.ts';
import type { Problem } from './context.ts';
import { ExpressionError } from './errors.ts';
import { compileExpression, type Expression } from './expression.ts';
import { MAX_EXPRESSIONS } from './limits.ts';
import { toJson, toText } from './result.ts';
import { hasExpression, type Part, scan } from './scan.ts';
import type { Frame } from './work.ts';

/** Compiles one string of a document; undefined when there is nothing to compute, or what there is cannot run. */
export function compileText(text: string, path: string, collected: Collected): Fill | undefined {
  if (!hasExpression(text)) return undefined;
  const parts = scanOrReport(text, path, collected);
  if (parts === undefined) return undefined;
  const pieces = parts.map((part) => (typeof part === 'string' ? part : compilePart(part, path, collected)));
  const [only] = pieces;
  const single = pieces.length === 1 && only !== undefined && typeof only !== 'string' ? only : undefined;
  return (frame) => {
    try {
      return single === undefined ? concatenate(pieces, frame) : toJson(single.run(frame), frame.results);
    } catch (error) {
      throw at(path, error);
    }
  };
}

function scanOrReport(text: string, path: string, collected: Collected): Part[] | undefined {
  try {
    return scan(text);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const { code, message, hint } = error;
    report(collected, { path, code, message, ...(hint === undefined ? {} : { hint }) });
    return undefined;
  }
}

function compilePart(part: Exclude<Part, string>, path: string, collected: Collected): Expression | '' {
  collected.expressions += 1;
  if (collected.expressions > MAX_EXPRESSIONS) {
    const message = `There are more than ${MAX_EXPRESSIONS} expressions.`;
    if (collected.expressions === MAX_EXPRESSIONS + 1)
      report(collected, { path, code: 'EXPRESSION_TOO_LARGE', message });
    return '';
  }
  const expression = compileExpression(part.source);
  for (const problem of expression.problems) reportProblem(problem, part.index, path, collected);
  if (expression.usesItem && collected.options.item !== true) {
    const hint = 'item is the element at hand in the body of a flow.map.';
    report(collected, { path, code: 'EXPRESSION_FORBIDDEN', message: 'There is no item here.', hint });
  }
  collected.references.push(...uniqueReferences(expression, path));
  return expression;
}

function reportProblem(
  { code, message, hint, index }: Problem,
  offset: number,
  path: string,
  collected: Collected,
): void {
  const place = code === 'EXPRESSION_SYNTAX' ? ` (at index ${offset + index})` : '';
  report(collected, { path, code, message: `${message}${place}`, ...(hint === undefined ? {} : { hint }) });
}

function uniqueReferences({ references }: Expression, path: string): Reference[] {
  const unique = new Map(references.map((reference) => [`${reference.guarded} ${reference.nodeId}`, reference]));
  return Array.from(unique.values(), (reference) => ({ path, ...reference }));
}

function concatenate(pieces: readonly (Expression | string)[], frame: Frame): string {
  let text = '';
  for (const piece of pieces) {
    if (typeof piece === 'string') frame.results.grow(piece.length);
    text += typeof piece === 'string' ? piece : toText(toJson(piece.run(frame), frame.results));
  }
  return text;
}

function at(path: string, error: unknown): ExpressionError {
  if (error instanceof ExpressionError) {
    return new ExpressionError(error.code, error.message, { hint: error.hint, index: error.index, path, cause: error });
  }
  return new ExpressionError('EXPRESSION_FAILED', 'The expression could not be evaluated.', { path, cause: error });
}
