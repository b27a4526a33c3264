import type { Issue } from '../../errors.ts';

/** Every code that a check of a definition gives by itself, with its severity; each is shown in docs/validation.md. */
export const ISSUE_CODES = {
  DEFINITION_TOO_LARGE: 'error',
  DEFINITION_TOO_DEEP: 'error',
  FORBIDDEN_KEY: 'error',
  LIMIT_NODES: 'error',
  LIMIT_EDGES: 'error',
  LIMIT_TIMEOUT: 'error',
  TIMEOUT_TOO_LONG: 'error',
  UNKNOWN_FIELD: 'error',
  MISSING_FIELD: 'error',
  WRONG_TYPE: 'error',
  OUT_OF_RANGE: 'error',
  WRONG_FORMAT: 'error',
  INVALID_VALUE: 'error',
  DUPLICATE_NODE_ID: 'error',
  RESERVED_NODE_ID: 'error',
  UNKNOWN_NODE_TYPE: 'error',
  DANGLING_EDGE: 'error',
  DUPLICATE_EDGE: 'error',
  SELF_EDGE: 'error',
  UNKNOWN_PORT: 'error',
  PORT_REQUIRED: 'error',
  CYCLE: 'error',
  REFERENCE_UNKNOWN_NODE: 'error',
  REFERENCE_NOT_UPSTREAM: 'error',
  REFERENCE_MAY_BE_SKIPPED: 'warning',
  INPUT_SCHEMA_INVALID: 'error',
  INPUT_SCHEMA_UNKNOWN_KEYWORD: 'error',
  INPUT_SCHEMA_UNSUPPORTED: 'error',
  SCHEMA_INVALID: 'error',
  SCHEMA_UNKNOWN_KEYWORD: 'error',
  SCHEMA_UNSUPPORTED: 'error',
  SECRET_IN_PLAIN_TEXT: 'warning',
  CONNECTION_UNKNOWN: 'warning',
} as const satisfies Record<string, 'error' | 'warning'>;

export type IssueCode = keyof typeof ISSUE_CODES;

export const isIssueCode = (code: unknown): code is IssueCode =>
  typeof code === 'string' && Object.hasOwn(ISSUE_CODES, code);

/** An issue with a severity, as every issue of a definition has one. */
export interface Finding extends Issue {
  readonly severity: 'error' | 'warning';
}

export const issue = (code: IssueCode, path: string, message: string, hint?: string): Finding => ({
  path,
  code,
  message,
  severity: ISSUE_CODES[code],
  ...(hint === undefined ? {} : { hint }),
});
