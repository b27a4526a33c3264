/** Characters between `{{` and `}}`. */
export const MAX_SOURCE_LENGTH = 4096;
/** Levels of the syntax tree; a chain of 100 `+` is 100 levels deep. */
export const MAX_AST_DEPTH = 100;
export const MAX_AST_NODES = 2000;
/** Elements of one list or map literal. */
export const MAX_LITERAL_ELEMENTS = 1000;
/** `a.map(x, x.b.filter(y, ...))` is nested twice. */
export const MAX_MACRO_NESTING = 2;
/** Expressions in one compiled JSON value. */
export const MAX_EXPRESSIONS = 2000;
/** Problems reported of one compiled JSON value. */
export const MAX_ISSUES = 100;

/**
 * Work of one evaluation of a compiled JSON value, all its expressions together. A unit is about one node of the syntax
 * tree or one element of a list, 20 to 60 ns: a number instead of a time, so that a run that is computed again ends alike.
 */
export const MAX_WORK = 1_000_000;
/** Approximate JSON characters of all results of one evaluation. */
export const MAX_RESULT_SIZE = 1024 * 1024;
export const MAX_RESULT_DEPTH = 64;
/** UTF-16 units of any string that an expression makes, on the way too. */
export const MAX_STRING_LENGTH = 1024 * 1024;
/** Pieces that a string may be cut into. */
export const MAX_PIECES = 100_000;
