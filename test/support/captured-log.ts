import { Logger } from '@aws-lambda-powertools/logger';
import { vi } from 'vitest';
import { StepwellLogFormatter } from '../../shared/observability/log-formatter.ts';
import { PowertoolsLog } from '../../shared/observability/logger.ts';

/**
 * The real logger, writing where a test can read. Restore the console and the environment after the test:
 * `vi.restoreAllMocks()`, `vi.unstubAllEnvs()`.
 */
export function capturedLog() {
  // Otherwise the library writes to a console of its own.
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  const texts: string[] = [];
  for (const method of ['debug', 'info', 'warn', 'error'] as const) {
    vi.spyOn(console, method).mockImplementation((line: string) => void texts.push(line));
  }
  const target = new Logger({
    serviceName: 'api-runs',
    logLevel: 'DEBUG',
    logFormatter: new StepwellLogFormatter('dev'),
  });
  return {
    log: new PowertoolsLog(target, {}),
    texts,
    lines: (): Record<string, unknown>[] => texts.map((text) => JSON.parse(text)),
  };
}
