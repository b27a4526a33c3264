import { LogFormatter, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';
import { redact } from './redact.ts';

/** The shape of every log line: the names that saved queries read come first, the line's own fields after them. */
export class StepwellLogFormatter extends LogFormatter {
  readonly #stage: string;

  constructor(stage: string) {
    super();
    this.#stage = stage;
  }

  override formatAttributes(standard: UnformattedAttributes, fields: LogAttributes): LogItem {
    return new LogItem({
      attributes: {
        level: standard.logLevel,
        message: standard.message,
        timestamp: standard.timestamp.toISOString(),
        service: standard.serviceName,
        stage: this.#stage,
        traceId: standard.xRayTraceId,
        ...redact(fields),
      },
    });
  }
}
