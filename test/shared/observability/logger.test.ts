import { afterEach, describe, expect, it, vi } from 'vitest';
import { VERSION } from '../../../shared/contract/version.ts';
import { Secret } from '../../../shared/domain/secret/secret.ts';
import { sampleDebug, setLogLevel } from '../../../shared/observability/log-level.ts';
import { addLogFields, runInLogScope } from '../../../shared/observability/log-scope.ts';
import { logger } from '../../../shared/observability/logger.ts';
import { capturedLog } from '../../support/captured-log.ts';

afterEach(() => {
  setLogLevel('INFO');
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe('the logger', () => {
  it('writes one JSON object with the standard names first and its own fields after them', () => {
    const { lines, log } = capturedLog();
    log.info('Run started', { runId: 'run_1' });
    expect(lines()).toEqual([
      {
        level: 'INFO',
        message: 'Run started',
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        service: 'api-runs',
        version: VERSION,
        stage: 'dev',
        runId: 'run_1',
      },
    ]);
    const names = ['level', 'message', 'timestamp', 'service', 'version', 'stage', 'runId'];
    expect(Object.keys(lines()[0] ?? {})).toEqual(names);
  });

  it('gives the fields of a child to its lines alone', () => {
    const { lines, log } = capturedLog();
    const child = log.with({ tenantId: 'ten_1' }).with({ runId: 'run_1' });
    child.error('inner', { nodeId: 'a' });
    log.info('outer');
    expect(lines()[0]).toMatchObject({ level: 'ERROR', tenantId: 'ten_1', runId: 'run_1', nodeId: 'a' });
    expect(lines()[1]).not.toHaveProperty('tenantId');
  });

  it('adds the fields of the running invocation, also after an await, and not those of another', async () => {
    const { lines, log } = capturedLog();
    const invocation = (correlationId: string) =>
      runInLogScope(async () => {
        addLogFields({ correlationId });
        await new Promise((resolve) => setTimeout(resolve, 5));
        log.info(correlationId);
      });
    await Promise.all([invocation('one'), invocation('two')]);
    log.info('outside');
    expect(lines().map(({ message, correlationId }) => [message, correlationId])).toEqual([
      ['one', 'one'],
      ['two', 'two'],
      ['outside', undefined],
    ]);
  });

  it('redacts by name and by type, and tells errors', () => {
    const { lines, texts, log } = capturedLog();
    const secret = new Secret(Buffer.from('hunter2'));
    const error = new Error('with Bearer abcdefgh', { cause: new Error('inner') });
    log.error('failed', {
      error,
      apiKey: 'sw_x',
      note: 'key sw_0123456789abcdefXYZ',
      secret,
      nested: [{ it: secret }],
    });
    expect(lines()[0]).toMatchObject({
      apiKey: '[redacted]',
      note: 'key [redacted]',
      nested: [{ it: '[redacted]' }],
      error: { message: 'with [redacted]', cause: { message: 'inner' } },
    });
    expect(texts.join()).not.toContain('hunter2');
  });

  it.each(['level', 'message', 'timestamp', 'service', 'version', 'stage', 'xrayTraceId'])(
    'does not let a field pose as the standard %s',
    (name) => {
      vi.stubEnv('_X_AMZN_TRACE_ID', 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1');
      const { lines, log } = capturedLog();
      log.info('real', { [name]: 'FAKE' });
      expect(lines().at(-1)).toMatchObject({
        level: 'INFO',
        message: 'real',
        service: 'api-runs',
        version: VERSION,
        stage: 'dev',
        xrayTraceId: '1-5759e988-bd862e3fe1be46a994272793',
      });
      expect(JSON.stringify(lines().at(-1))).not.toContain('FAKE');
    },
  );

  it('is one per process', () => {
    expect(logger()).toBe(logger());
  });
});

describe('the level of the log', () => {
  const all = ['debug', 'info', 'warn', 'error'] as const;
  /** Which levels are written. */
  const written = (): unknown[] => {
    const { lines, log } = capturedLog();
    for (const level of all) log[level](level);
    return lines().map(({ message }) => message);
  };

  it.each([
    ['DEBUG', ['debug', 'info', 'warn', 'error']],
    ['INFO', ['info', 'warn', 'error']],
    ['warn', ['warn', 'error']],
    ['ERROR', ['error']],
  ])('%s keeps back what is below it, from the next line on', (level, expected) => {
    setLogLevel(level);
    expect(written()).toEqual(expected);
  });

  it.each(['', 'LOUD', 'constructor', '__proto__', 'toString'])('stays as it is for %j', (level) => {
    setLogLevel('WARN');
    setLogLevel(level);
    expect(written()).toEqual(['warn', 'error']);
  });

  it('begins as the environment says, and can go below that later', async () => {
    vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'ERROR');
    vi.stubEnv('POWERTOOLS_DEV', 'true');
    vi.stubEnv('STAGE', 'prod');
    vi.resetModules();
    const fresh = await import('../../../shared/observability/logger.ts');
    const level = await import('../../../shared/observability/log-level.ts');
    const texts: string[] = [];
    for (const method of all) vi.spyOn(console, method).mockImplementation((text: string) => void texts.push(text));
    const log = fresh.logger();
    log.warn('too low');
    level.setLogLevel('DEBUG');
    log.debug('low enough');
    expect(texts.map((text) => JSON.parse(text))).toMatchObject([{ message: 'low enough', stage: 'prod' }]);
  });
});

describe('sampled debug', () => {
  it('writes everything within an invocation that was drawn', () => {
    const { lines, log } = capturedLog();
    setLogLevel('ERROR');
    runInLogScope(() => {
      sampleDebug(0.5, () => 0.49);
      log.debug('drawn');
    });
    runInLogScope(() => {
      sampleDebug(0.5, () => 0.5);
      log.debug('not drawn');
    });
    log.debug('outside');
    expect(lines().map(({ message }) => message)).toEqual(['drawn']);
  });

  it('always draws at 1, and never at 0', () => {
    const { lines, log } = capturedLog();
    const invocation = (share: number, draw: number) =>
      runInLogScope(() => {
        sampleDebug(share, () => draw);
        log.debug(`${share} ${draw}`);
      });
    for (const draw of [0, 0.999]) for (const share of [0, 1]) invocation(share, draw);
    expect(lines().map(({ message }) => message)).toEqual(['1 0', '1 0.999']);
  });

  it('does nothing outside of an invocation', () => {
    const { lines, log } = capturedLog();
    sampleDebug(1, () => 0);
    log.debug('outside');
    expect(lines()).toEqual([]);
  });
});
