import { LogFormatter, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';
import { VERSION } from '../contract/version.ts';
import { redact } from './redact.ts';

/** The shape of every log line: the names that saved queries read come first, the line's own fields after them. */
export class StepwellLogFormatter extends LogFormatter {
  readonly #stage: string;

  constructor(stage: string) {
    super();
    this.#stage = stage;
  }

  override formatAttributes(standard: UnformattedAttributes, fields: LogAttributes): LogItem {
    const own = {
      level: standard.logLevel,
      message: standard.message,
      timestamp: standard.timestamp.toISOString(),
      service: standard.serviceName,
      version: VERSION,
      stage: this.#stage,
      // Of the invocation; `traceId` is the one that a caller has sent.
      xrayTraceId: standard.xRayTraceId,
    };
    // Twice: the first puts the names first, the second keeps fields from posing as them.
    return new LogItem({ attributes: { ...own, ...redact(fields), ...own } });
  }
}
