import type { Issue } from '../errors.ts';
import type { Json } from '../json/json.ts';
import type { ExpressionCode } from './errors.ts';
import { MAX_ISSUES } from './limits.ts';
import type { Frame } from './work.ts';

export interface ExpressionIssue extends Issue {
  readonly code: ExpressionCode;
}

/** Where a node's output is named. */
export interface Reference {
  /** JSON pointer of the string. */
  readonly path: string;
  readonly nodeId: string;
  /** True when the expression also works without the output: behind `.?` or `has()`. */
  readonly guarded: boolean;
}

export interface CompileOptions {
  /** Whether `item` may be named: inside the body of a map. */
  readonly item?: boolean;
}

/** Computes one place of a value. */
export type Fill = (frame: Frame) => Json;

/** What is gathered while a value is compiled. */
export interface Collected {
  readonly options: CompileOptions;
  readonly issues: ExpressionIssue[];
  readonly references: Reference[];
  expressions: number;
}

export function report({ issues }: Collected, issue: ExpressionIssue): void {
  if (issues.length < MAX_ISSUES) issues.push(issue);
}
