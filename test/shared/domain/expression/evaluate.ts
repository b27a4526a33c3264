import { compileJson, ExpressionError, type Scope } from '../../../../shared/domain/expression/template.ts';
import type { Json } from '../../../../shared/domain/json/json.ts';

/** Evaluates with only an input, and with `item` allowed. */
export function evaluate(value: Json, input: Json = {}, rest: Partial<Scope> = {}): Json {
  return compileJson(value, { item: true }).evaluate({ input, nodes: {}, run: {}, ...rest });
}

/** The value, or the error that evaluating ended with. */
export function outcome(value: Json, input: Json = {}, rest: Partial<Scope> = {}): Json | ExpressionError {
  try {
    return evaluate(value, input, rest);
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
}

/** Code of the error that evaluating ends with; undefined when it ends well. */
export function codeOf(value: Json, input: Json = {}, rest: Partial<Scope> = {}): string | undefined {
  const ended = outcome(value, input, rest);
  return ended instanceof ExpressionError ? ended.code : undefined;
}
