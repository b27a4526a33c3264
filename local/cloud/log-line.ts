import { styleText } from 'node:util';

export const LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR'] as const;
export type Level = (typeof LEVELS)[number];

/** One line that a function wrote. */
export interface LogLine {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly level: Level;
  /** Name of the function, the last part of its log group. */
  readonly function: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What Lambda itself writes around each call. */
const PLATFORM = /^(START|END|REPORT|INIT_START|INIT_REPORT) /;
/** Shown at the head of the line, or the same in each line of a function. */
const HEAD_FIELDS = new Set(['level', 'message', 'timestamp', 'service', 'stage', 'function_arn', 'function_name']);
/** Right for a search in CloudWatch, too much for a line that is read. */
const WIDE_FIELDS = new Set([
  'traceId',
  'xrayTraceId',
  'xray_trace_id',
  'lambdaRequestId',
  'function_request_id',
  'function_memory_size',
  'cold_start',
  'requestId',
  'tenantId',
  'principalId',
  'tier',
  'workflowId',
  'workflowVersion',
  'version',
]);
const MAX_VALUE = 300;

function parseObject(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

const toLevel = (value: unknown): Level => LEVELS.find((level) => level === String(value).toUpperCase()) ?? 'INFO';

function toTime(value: unknown, fallback: number): number {
  const time = typeof value === 'number' ? value : typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isFinite(time) ? time : fallback;
}

/**
 * @param received when the log group took the line, in epoch milliseconds; the emulator takes all lines of a call at
 * its end, so a line's own timestamp goes first
 * @returns undefined for what Lambda itself wrote and for metrics
 */
export function parseLogLine(text: string, functionName: string, received: number): LogLine | undefined {
  if (PLATFORM.test(text) || text.trim() === '') return undefined;
  const object = parseObject(text);
  if (object === undefined) {
    return { time: received, level: 'INFO', function: functionName, message: text, fields: {} };
  }
  if ('_aws' in object) return undefined;
  const fields = Object.entries(object).filter(([name]) => !HEAD_FIELDS.has(name));
  return {
    time: toTime(object.timestamp, received),
    level: toLevel(object.level),
    function: functionName,
    message: typeof object.message === 'string' ? object.message : JSON.stringify(object.message ?? ''),
    fields: Object.fromEntries(fields),
  };
}

/** Lines hold what somebody else wrote: no control character of it reaches the terminal. */
const printable = (text: string): string => text.replace(/\p{Cc}/gu, ' ');

function formatValue(value: unknown): string {
  const isError = typeof value === 'object' && value !== null && 'name' in value && 'message' in value;
  const text = isError ? `${value.name}: ${value.message}` : typeof value === 'string' ? value : JSON.stringify(value);
  const plain = /^[\w:/.@#+-]+$/.test(text) ? text : JSON.stringify(text);
  return printable(plain.length > MAX_VALUE ? `${plain.slice(0, MAX_VALUE)}...` : plain);
}

const COLORS = { DEBUG: 'gray', INFO: 'green', WARN: 'yellow', ERROR: 'red' } as const;

export interface LogStyle {
  /** Whether the terminal shows colors. */
  readonly color: boolean;
  /** Whether all fields are shown, not only those that tell what happened. */
  readonly wide: boolean;
}

export function formatLogLine(line: LogLine, { color, wide }: LogStyle): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string): string =>
    color ? styleText(style, text, { validateStream: false }) : text;
  const fields = Object.entries(line.fields)
    .filter(([name]) => wide || !WIDE_FIELDS.has(name))
    .map(([name, value]) => `${paint('gray', `${printable(name)}=`)}${formatValue(value)}`);
  const time = paint('gray', new Date(line.time).toISOString().slice(11, 23));
  const level = paint(COLORS[line.level], line.level.padEnd(5));
  return [time, level, paint('cyan', line.function.padEnd(14)), printable(line.message), ...fields].join(' ');
}
