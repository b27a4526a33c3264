import { Logger } from '@aws-lambda-powertools/logger';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { StepwellLogFormatter } from '../../../shared/observability/log-formatter.ts';
import { addLogFields, runInLogScope, scopedLogFields } from '../../../shared/observability/log-scope.ts';
import { logger, PowertoolsLog } from '../../../shared/observability/logger.ts';

/** The real logger, writing where the test can read. */
function captured(level: 'DEBUG' | 'INFO' = 'INFO') {
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  const lines: Record<string, unknown>[] = [];
  for (const method of ['debug', 'info', 'warn', 'error'] as const) {
    vi.spyOn(console, method).mockImplementation((line: string) => void lines.push(JSON.parse(line)));
  }
  const target = new Logger({
    serviceName: 'api-runs',
    logLevel: level,
    logFormatter: new StepwellLogFormatter('dev'),
  });
  return { lines, log: new PowertoolsLog(target, {}) };
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe('the logger', () => {
  it('writes one JSON object with the standard names and its own fields', () => {
    const { lines, log } = captured();
    log.info('Run started', { runId: 'run_1' });
    expect(lines).toEqual([
      {
        level: 'INFO',
        message: 'Run started',
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        service: 'api-runs',
        stage: 'dev',
        runId: 'run_1',
      },
    ]);
  });

  it('keeps quiet below its level', () => {
    const { lines, log } = captured();
    log.debug('not shown');
    log.warn('shown');
    expect(lines.map(({ message }) => message)).toEqual(['shown']);
  });

  it('gives the fields of a child to its lines alone', () => {
    const { lines, log } = captured();
    const child = log.with({ tenantId: 'ten_1' }).with({ runId: 'run_1' });
    child.error('inner', { nodeId: 'a' });
    log.info('outer');
    expect(lines[0]).toMatchObject({ level: 'ERROR', tenantId: 'ten_1', runId: 'run_1', nodeId: 'a' });
    expect(lines[1]).not.toHaveProperty('tenantId');
  });

  it('adds the fields of the running invocation, also after an await, and not those of another', async () => {
    const { lines, log } = captured();
    const invocation = (correlationId: string) =>
      runInLogScope(async () => {
        addLogFields({ correlationId });
        await new Promise((resolve) => setTimeout(resolve, 5));
        log.info(correlationId);
      });
    await Promise.all([invocation('one'), invocation('two')]);
    log.info('outside');
    expect(lines.map(({ message, correlationId }) => [message, correlationId])).toEqual([
      ['one', 'one'],
      ['two', 'two'],
      ['outside', undefined],
    ]);
  });

  it('redacts fields and tells errors', () => {
    const { lines, log } = captured();
    log.error('failed', { error: new Error('with Bearer abcdefgh'), apiKey: 'sw_x' });
    expect(lines[0]).toMatchObject({ apiKey: '[redacted]', error: { message: 'with [redacted]' } });
  });

  it('does not let a field pose as a standard one', () => {
    const { lines, log } = captured();
    log.info('real', { level: 'FAKE', service: 'fake' });
    expect(lines.at(-1)).toMatchObject({ level: 'INFO', message: 'real', service: 'api-runs' });
  });

  it('is one per process', () => {
    expect(logger()).toBe(logger());
  });
});

describe('the log scope', () => {
  it('does nothing outside of an invocation', () => {
    addLogFields({ lost: true });
    expect(scopedLogFields()).toBeUndefined();
  });
});
