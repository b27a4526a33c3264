import { Stack } from 'aws-cdk-lib';
import { describe, expect, it, vi } from 'vitest';
import { settingsOf } from '../../../lib/config.ts';
import { StepwellFunction } from '../../../lib/constructs/stepwell-function.ts';
import { EnvSchemas, type FunctionName } from '../../../shared/contract/env.ts';
import { newApp, type Synthesized, synthesize } from '../../support/synthesize.ts';

const NAMES = Object.keys(EnvSchemas) as FunctionName[];

/** Seconds that each may run, and megabytes. */
const SIZES: Readonly<Record<FunctionName, readonly [seconds: number, megabytes: number]>> = {
  authorizer: [5, 512],
  'api-workflows': [29, 512],
  'api-runs': [29, 512],
  'api-system': [29, 512],
  'engine-advance': [900, 1024],
  'engine-tick': [50, 256],
};

const functionOf = (stage: Synthesized, name: FunctionName) => {
  const all = Object.values(stage.resources('AWS::Lambda::Function'));
  const [found, ...others] = all.filter(({ Properties }) => Properties.FunctionName.endsWith(`-${name}`));
  expect(others).toEqual([]);
  if (!found) throw new Error(`There is no function ${name}.`);
  return found.Properties;
};

describe('every function', () => {
  const dev = synthesize('dev');
  const local = synthesize('local');

  it('of the contract is there, and no other', () => {
    const names = Object.values(dev.resources('AWS::Lambda::Function')).map(
      ({ Properties }) => Properties.FunctionName,
    );
    expect(names.sort()).toEqual(NAMES.map((name) => `stepwell-dev-${name}`).sort());
  });

  it.each(NAMES)('gives %s the environment that it parses at its start, and nothing else', (name) => {
    const given = Object.entries(functionOf(dev, name).Environment.Variables).map(([key, value]) => [
      key,
      dev.spell(value),
    ]);
    expect(EnvSchemas[name].strict().parse(Object.fromEntries(given))).toMatchObject({
      STAGE: 'dev',
      POWERTOOLS_SERVICE_NAME: name,
      POWERTOOLS_LOG_LEVEL: 'DEBUG',
    });
  });

  it.each(NAMES)(
    'runs %s as index.handler on Node 24 and arm64, traced, for as long and as large as it needs',
    (name) => {
      const [Timeout, MemorySize] = SIZES[name];
      expect(functionOf(dev, name)).toMatchObject({
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        TracingConfig: { Mode: 'Active' },
        Timeout,
        MemorySize,
      });
    },
  );

  it.each(NAMES)('lets %s write to the log group beside it', (name) => {
    const group = dev.spell(functionOf(dev, name).LoggingConfig.LogGroup);
    expect(dev.resources('AWS::Logs::LogGroup')[group]?.Properties).toMatchObject({
      LogGroupName: `/stepwell/dev/${name}`,
      RetentionInDays: 7,
    });
  });

  it('is told about Redis and private addresses by the options of the local stage only', () => {
    const variables = Object.keys(functionOf(local, 'api-runs').Environment.Variables);
    expect(variables).not.toContain('REDIS_REST_URL');
    const given = { redisRestUrl: 'http://127.0.0.1:1', redisRestToken: 't', outboundAllow: '127.0.0.1:2' };
    const told = synthesize('local', given);
    expect(functionOf(told, 'api-runs').Environment.Variables).toMatchObject({
      REDIS_REST_URL: 'http://127.0.0.1:1',
      REDIS_REST_TOKEN: 't',
    });
    expect(functionOf(told, 'engine-advance').Environment.Variables.OUTBOUND_ALLOW).toBe('127.0.0.1:2');
  });
});

describe('StepwellFunction', () => {
  it('says to build first when there is no bundle', async () => {
    const paths = await import('../../../lib/bundling/paths.ts');
    vi.spyOn(paths, 'functionAsset').mockReturnValue('/nowhere');
    const stack = new Stack(newApp(), 'Stack');
    const props = { settings: settingsOf('dev'), name: 'authorizer', environment: { TABLE_NAME: 't' } } as const;
    expect(() => new StepwellFunction(stack, 'Function', props)).toThrow(/dist\/functions\/authorizer.*npm run build/);
  });
});
