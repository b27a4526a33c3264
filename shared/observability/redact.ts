import { Secret } from '../domain/secret/secret.ts';

/** Names whose values are never written. A name counts when it ends so, in any spelling: `x-api-key`, `refreshToken`. */
const SECRET_NAME =
  /(?:authorization|api[-_]?key|token|secret|password|passphrase|credentials?|cookie|private[-_]?key)$/i;
/** Secrets that libraries quote in their messages. */
const SECRET_TEXT = /\b(?:Bearer\s+\S+|(?:sw|sk|pk|rk)[-_][A-Za-z0-9_-]{16,})/g;

const REDACTED = '[redacted]';
const MAX_DEPTH = 8;
const MAX_ITEMS = 100;
const MAX_TEXT = 8192;
const MAX_CAUSES = 5;
/** Values visited for one line: a cycle or a huge object must not hold the process up. */
const MAX_VISITS = 2000;

interface Budget {
  visits: number;
}

/** A copy that may be written: secrets by name are gone, errors are told with their causes, sizes are bounded. */
export function redact(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return redactEntries(fields, 0, { visits: MAX_VISITS });
}

/** Replaces what looks like a key or a bearer token in a text. */
export const scrub = (text: string): string => clip(text).replace(SECRET_TEXT, REDACTED);

function redactEntries(object: object, depth: number, budget: Budget): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(object)) {
    copy[name] =
      value !== undefined && value !== null && SECRET_NAME.test(name) ? REDACTED : visit(value, depth, budget);
  }
  return copy;
}

function visit(value: unknown, depth: number, budget: Budget): unknown {
  if (typeof value === 'string') return scrub(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  budget.visits -= 1;
  if (depth >= MAX_DEPTH || budget.visits < 0) return '[cut]';
  return visitObject(value, depth + 1, budget);
}

function visitObject(value: object, depth: number, budget: Budget): unknown {
  if (value instanceof Secret) return REDACTED;
  if (value instanceof Error) return errorFields(value, depth, budget);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Map || value instanceof Set) return `[${value.constructor.name} of ${value.size}]`;
  if (Array.isArray(value)) {
    const items = value.slice(0, MAX_ITEMS).map((item) => visit(item, depth, budget));
    return value.length > MAX_ITEMS ? [...items, `[${value.length - MAX_ITEMS} more]`] : items;
  }
  if ('toJSON' in value && typeof value.toJSON === 'function') return visit(value.toJSON(), depth, budget);
  return redactEntries(value, depth, budget);
}

/** Named fields of an error. What else hangs on it (requests, responses, configuration) stays unwritten. */
function errorFields(error: Error, depth: number, budget: Budget, causes = MAX_CAUSES): Record<string, unknown> {
  const { code, status, data, $metadata } = error as ErrorExtras;
  return {
    name: error.name,
    message: scrub(error.message),
    code: typeof code === 'string' || typeof code === 'number' ? code : undefined,
    status: status ?? $metadata?.httpStatusCode,
    awsRequestId: $metadata?.requestId,
    data: data === undefined ? undefined : visit(data, depth, budget),
    stack: error.stack === undefined ? undefined : scrub(error.stack),
    cause: causeFields(error.cause, depth, budget, causes - 1),
  };
}

interface ErrorExtras {
  readonly code?: unknown;
  readonly status?: unknown;
  readonly data?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

function causeFields(cause: unknown, depth: number, budget: Budget, causes: number): unknown {
  if (cause === undefined || causes < 0) return undefined;
  return cause instanceof Error ? errorFields(cause, depth, budget, causes) : visit(cause, depth, budget);
}

const clip = (text: string): string => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}[cut]` : text);
