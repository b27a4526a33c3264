import type { Log, LogFields } from '../../shared/domain/log.ts';

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: LogFields;
}

/** A log that keeps its lines. */
export class FakeLog implements Log {
  readonly lines: LogLine[];
  readonly #fields: LogFields;

  constructor(lines: LogLine[] = [], fields: LogFields = {}) {
    this.lines = lines;
    this.#fields = fields;
  }

  debug = (message: string, fields?: LogFields): void => this.#add('debug', message, fields);
  info = (message: string, fields?: LogFields): void => this.#add('info', message, fields);
  warn = (message: string, fields?: LogFields): void => this.#add('warn', message, fields);
  error = (message: string, fields?: LogFields): void => this.#add('error', message, fields);

  with(fields: LogFields): Log {
    return new FakeLog(this.lines, { ...this.#fields, ...fields });
  }

  /** Lines of a level. */
  of(level: LogLine['level']): readonly LogLine[] {
    return this.lines.filter((line) => line.level === level);
  }

  #add(level: LogLine['level'], message: string, fields: LogFields | undefined): void {
    this.lines.push({ level, message, fields: { ...this.#fields, ...fields } });
  }
}
