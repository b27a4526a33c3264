import { type ASTNode, Environment, ParseError } from '@marcbachmann/cel-js';
import { ExpressionError, tooLarge } from './errors.ts';
import { MAX_AST_DEPTH, MAX_AST_NODES, MAX_LITERAL_ELEMENTS, MAX_SOURCE_LENGTH } from './limits.ts';

/** The parser remembers every function name that it has met, known or not; a new one forgets. */
const MAX_PARSED_CHARACTERS = 64 * 1024;

let parser: Environment | undefined;
let parsedCharacters = 0;

function currentParser(length: number): Environment {
  parsedCharacters += length;
  if (parser !== undefined && parsedCharacters <= MAX_PARSED_CHARACTERS) return parser;
  parsedCharacters = length;
  parser = new Environment({
    enableOptionalTypes: true,
    limits: {
      maxAstNodes: MAX_AST_NODES,
      maxDepth: MAX_AST_DEPTH,
      maxListElements: MAX_LITERAL_ELEMENTS,
      maxMapEntries: MAX_LITERAL_ELEMENTS,
    },
  });
  // A registration of its own gives this parser its own memory of names instead of the one that the package shares.
  return parser.registerFunction('stepwell(): bool', () => true, { async: false });
}

/**
 * The syntax tree of one expression. Only the package's parser is used: its evaluator types numbers as int or double,
 * remembers the shape of every value that it meets for ever, and has no bound on work.
 *
 * @throws ExpressionError EXPRESSION_SYNTAX with the index in `source`, or EXPRESSION_TOO_LARGE
 */
export function parse(source: string): ASTNode {
  if (source.length > MAX_SOURCE_LENGTH) {
    throw tooLarge(`The expression is longer than ${MAX_SOURCE_LENGTH} characters.`);
  }
  if (source.trim() === '') throw new ExpressionError('EXPRESSION_SYNTAX', 'The expression is empty.', { index: 0 });
  try {
    return currentParser(source.length).parse(source).ast;
  } catch (error) {
    if (!(error instanceof ParseError)) throw tooLarge('The expression is nested too deeply.');
    const code = error.code === 'limit_exceeded' ? 'EXPRESSION_TOO_LARGE' : 'EXPRESSION_SYNTAX';
    throw new ExpressionError(code, `${error.summary}.`, { index: error.node?.pos ?? error.range?.start });
  }
}
