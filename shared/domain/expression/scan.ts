import { ExpressionError } from './errors.ts';

/** Text as it stands, or the source between `{{` and `}}` with its index in the string. */
export type Part = string | { readonly source: string; readonly index: number };

const OPEN = '{{';

export const hasExpression = (text: string): boolean => text.includes(OPEN);

/**
 * Cuts a string into text and expressions. Quotes, comments and nested braces are read as the parser reads them, so that
 * `}}` inside a string literal or at the end of a map literal does not close the expression.
 *
 * @throws ExpressionError EXPRESSION_SYNTAX when a `{{` is not closed
 */
export function scan(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (let open = text.indexOf(OPEN); open !== -1; open = text.indexOf(OPEN, from)) {
    if (open > from) parts.push(text.slice(from, open));
    const index = open + OPEN.length;
    const end = findEnd(text, index);
    if (end === undefined) {
      const hint = "Close it with }}. For a literal {{ write {{ '{{' }}.";
      throw new ExpressionError('EXPRESSION_SYNTAX', `The {{ at index ${open} is not closed.`, { index: open, hint });
    }
    parts.push({ source: text.slice(index, end), index });
    from = end + 2;
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
}

/** Index of the `}}` that closes an expression, or undefined. */
function findEnd(text: string, start: number): number | undefined {
  let braces = 0;
  let at = start;
  while (at < text.length) {
    const character = text[at];
    if (character === '"' || character === "'") {
      at = skipString(text, at, character);
      continue;
    }
    if (character === '/' && text[at + 1] === '/') {
      at = skipComment(text, at);
      continue;
    }
    if (character === '{') braces += 1;
    if (character === '}') {
      if (braces > 0) braces -= 1;
      else if (text[at + 1] === '}') return at;
    }
    at += 1;
  }
  return undefined;
}

/** Index after a string literal. A backslash protects the next character, in raw strings too (as in the parser). */
function skipString(text: string, start: number, quote: string): number {
  const fence = text.startsWith(quote.repeat(3), start) ? quote.repeat(3) : quote;
  let at = start + fence.length;
  while (at < text.length && !text.startsWith(fence, at)) at += text[at] === '\\' ? 2 : 1;
  return at + fence.length;
}

/** A comment ends with its line, or with the expression. */
function skipComment(text: string, start: number): number {
  let at = start;
  while (at < text.length && text[at] !== '\n' && !text.startsWith('}}', at)) at += 1;
  return at;
}
