import { Logger } from '@aws-lambda-powertools/logger';
import type { Log, LogFields } from '../domain/log.ts';
import { StepwellLogFormatter } from './log-formatter.ts';
import { isWritten, type Level, setLogLevel } from './log-level.ts';
import { scopedLogFields } from './log-scope.ts';

let processLog: Log | undefined;

/**
 * The process's logger: JSON lines on standard output. Service and first level come from POWERTOOLS_SERVICE_NAME and
 * POWERTOOLS_LOG_LEVEL, the stage from STAGE; the settings change the level while the process lives.
 */
export function logger(env: NodeJS.ProcessEnv = process.env): Log {
  processLog ??= openLog(env);
  return processLog;
}

function openLog(env: NodeJS.ProcessEnv): Log {
  setLogLevel(env.POWERTOOLS_LOG_LEVEL ?? 'INFO');
  const logFormatter = new StepwellLogFormatter(env.STAGE ?? 'unknown');
  // Levels are ours to judge, invocation by invocation: the library lets everything pass.
  return new PowertoolsLog(new Logger({ logFormatter, logLevel: 'DEBUG' }), {});
}

/** A child carries its fields itself: a Powertools child is a whole logger, and one is made for each request. */
export class PowertoolsLog implements Log {
  readonly #logger: Pick<Logger, Level>;
  readonly #fields: LogFields;

  constructor(target: Pick<Logger, Level>, fields: LogFields) {
    this.#logger = target;
    this.#fields = fields;
  }

  debug(message: string, fields?: LogFields): void {
    this.#write('debug', message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.#write('info', message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.#write('warn', message, fields);
  }

  error(message: string, fields?: LogFields): void {
    this.#write('error', message, fields);
  }

  with(fields: LogFields): Log {
    return new PowertoolsLog(this.#logger, { ...this.#fields, ...fields });
  }

  #write(level: Level, message: string, fields: LogFields | undefined): void {
    if (!isWritten(level)) return;
    this.#logger[level](message, { ...scopedLogFields(), ...this.#fields, ...fields });
  }
}
