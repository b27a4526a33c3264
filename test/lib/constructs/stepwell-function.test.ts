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
  'api-account': [29, 512],
  'api-audit': [29, 512],
  'api-connections': [29, 512],
  'api-docs': [29, 512],
  'api-oauth': [29, 512],
  'api-workflows': [29, 512],
  'api-runs': [29, 512],
  'api-status': [29, 512],
  'api-system': [29, 512],
  'engine-advance': [900, 1024],
  'engine-tick': [50, 256],
  'trigger-sign-up': [5, 512],
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

  it('is told about private addresses by an option of the local stage only', () => {
    expect(functionOf(local, 'engine-advance').Environment.Variables).not.toHaveProperty('OUTBOUND_ALLOW');
    const told = synthesize('local', { outboundAllow: '127.0.0.1:2' });
    expect(functionOf(told, 'engine-advance').Environment.Variables.OUTBOUND_ALLOW).toBe('127.0.0.1:2');
  });

  it.each(['engine-advance', 'api-connections', 'api-oauth'] as const)('tells %s what must not be called', (name) => {
    expect(functionOf(dev, name).Environment.Variables).not.toHaveProperty('OUTBOUND_DENY');
    const told = synthesize('dev', { outboundDeny: 'evil.example' });
    expect(functionOf(told, name).Environment.Variables.OUTBOUND_DENY).toBe('evil.example');
  });
});

describe('StepwellFunction', () => {
  it('says to build first when there is no bundle', async () => {
    const paths = await import('../../../lib/bundling/paths.ts');
    vi.spyOn(paths, 'functionAsset').mockReturnValue('/nowhere');
    const stack = new Stack(newApp(), 'Stack');
    const props = { settings: settingsOf('dev'), name: 'trigger-sign-up', environment: { TABLE_NAME: 't' } } as const;
    expect(() => new StepwellFunction(stack, 'Function', props)).toThrow(
      /dist\/functions\/trigger-sign-up.*npm run build/,
    );
  });
});
