/** Named facts of a log line. Values under names such as `apiKey` or `authorization` are redacted by the logger. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where the program tells what it does. An error goes under the name `error`. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger that adds these fields to each of its lines. */
  with(fields: LogFields): Log;
}
