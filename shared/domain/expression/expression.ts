import { compile } from './compile.ts';
import type { NodeReference, Problem, Unit } from './context.ts';
import { ExpressionError } from './errors.ts';
import { parse } from './parse.ts';
import type { Code } from './work.ts';

/** One expression, ready to run; it depends on its source alone. */
export interface Expression {
  readonly problems: readonly Problem[];
  readonly references: readonly NodeReference[];
  readonly usesItem: boolean;
  readonly run: Code;
}

/** Of one generation. A compiled expression takes some 80 bytes for each character of its source. */
const MAX_CACHED_CHARACTERS = 128 * 1024;
/** What an entry takes besides, in the same measure. */
const ENTRY_CHARACTERS = 64;

/**
 * Least recently used in two generations: what is used moves to the young one; when that is full it becomes the old
 * one, and what had stayed there is forgotten. Reordering one Map at every hit costs as much as compiling.
 */
let young = new Map<string, Expression>();
let old = new Map<string, Expression>();
let youngCharacters = 0;

/** Never throws: what is wrong with the source stands in `problems`. */
export function compileExpression(source: string): Expression {
  const known = young.get(source);
  if (known !== undefined) return known;
  // A slice would keep the whole document alive that it was cut from.
  const own = Buffer.from(source, 'utf16le').toString('utf16le');
  const expression = old.get(own) ?? compileSource(own);
  remember(own, expression);
  return expression;
}

function remember(source: string, expression: Expression): void {
  young.set(source, expression);
  youngCharacters += source.length + ENTRY_CHARACTERS;
  if (youngCharacters <= MAX_CACHED_CHARACTERS) return;
  old = young;
  young = new Map();
  youngCharacters = 0;
}

function compileSource(source: string): Expression {
  const unit: Unit = { source, problems: [], references: [], usesItem: false, weight: 0 };
  try {
    const context = { unit, depth: 0, macroDepth: 0, locals: [], guards: new Set<string>(), compile };
    const run = compile(parse(source), context);
    return { problems: unit.problems, references: unit.references, usesItem: unit.usesItem, run };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const { code, message, hint, index } = error;
    const run = () => {
      throw error;
    };
    return { problems: [{ code, message, hint, index: index ?? 0 }], references: [], usesItem: false, run };
  }
}
