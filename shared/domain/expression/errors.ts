import { MAX_RESULT_DEPTH, MAX_WORK } from './limits.ts';

export type ExpressionCode =
  /** Not an expression. */
  | 'EXPRESSION_SYNTAX'
  /** Names something that expressions may not name. */
  | 'EXPRESSION_FORBIDDEN'
  /** The data did not fit: a missing key, a wrong type, a division by zero. */
  | 'EXPRESSION_FAILED'
  /** The source, the result or something on the way is larger than the caps of limits.ts. */
  | 'EXPRESSION_TOO_LARGE'
  /** More work than one evaluation may do. */
  | 'EXPRESSION_TOO_EXPENSIVE';

interface ExpressionErrorOptions {
  readonly hint?: string | undefined;
  readonly index?: number | undefined;
  readonly path?: string | undefined;
  readonly cause?: unknown;
}

/** The only error that compiling or evaluating an expression throws. No retry helps: the same data gives the same error. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  readonly code: ExpressionCode;
  /** What the author can do about it. */
  readonly hint: string | undefined;
  /** Where in the string, in UTF-16 units; known for errors of syntax. */
  readonly index: number | undefined;
  /** JSON pointer of the string within the compiled value. */
  readonly path: string | undefined;

  constructor(code: ExpressionCode, message: string, options: ExpressionErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.index = options.index;
    this.path = options.path;
  }
}

export const failed = (message: string, hint?: string): ExpressionError =>
  new ExpressionError('EXPRESSION_FAILED', message, { hint });

export const tooLarge = (message: string): ExpressionError => new ExpressionError('EXPRESSION_TOO_LARGE', message);

export const tooDeep = (): ExpressionError =>
  tooLarge(`The value is nested more than ${MAX_RESULT_DEPTH} levels deep.`);

export const tooExpensive = (): ExpressionError =>
  new ExpressionError('EXPRESSION_TOO_EXPENSIVE', `The evaluation takes more than ${MAX_WORK} units of work.`, {
    hint: 'Use shorter lists and strings, fewer nested macros, or a flow.map node.',
  });
