import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { describe, expect, it } from 'vitest';
import { addStepwell } from '../../lib/app.ts';
import { StageSchema } from '../../shared/contract/stage.ts';
import { newApp } from '../support/synthesize.ts';

interface Finding {
  readonly ruleName: string;
  readonly reason?: string;
}

interface PluginReport {
  readonly pluginName: string;
  readonly violations: readonly Finding[];
  readonly suppressedViolations?: readonly Finding[];
}

/** What the rule packs say; synthesis throws on errors and stays silent on warnings, the report has both. */
function reportOf(app: App): readonly PluginReport[] {
  const begin = () => app.synth();
  try {
    begin();
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ValidationFailed')) throw error;
  }
  const report = JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8'));
  return report.pluginReports as PluginReport[];
}

const openFindings = (report: readonly PluginReport[]) =>
  report.flatMap(({ pluginName, violations }) => violations.map(({ ruleName }) => `${pluginName}: ${ruleName}`));

describe.each(StageSchema.options)('the app of the stage %s', (stage) => {
  it('has no open finding of either rule pack, and a reason for every acknowledged one', () => {
    const app = newApp({ stage });
    addStepwell(app);
    const report = reportOf(app);

    expect(report.map(({ pluginName }) => pluginName)).toEqual(['AwsSolutions', 'Serverless']);
    expect(openFindings(report)).toEqual([]);
    const reasons = report.flatMap(({ suppressedViolations = [] }) =>
      suppressedViolations.map(({ reason }) => reason ?? ''),
    );
    expect(reasons.length).toBeGreaterThan(10);
    for (const reason of reasons) expect(reason.length).toBeGreaterThan(30);
  });

  it('has five stacks, each tagged with the stage', () => {
    const app = newApp({ stage });
    addStepwell(app);
    const { stacks } = app.synth();
    expect(stacks.map(({ stackName }) => stackName)).toEqual(
      ['data', 'engine', 'identity', 'api', 'ops'].map((part) => `stepwell-${stage}-${part}`),
    );
    for (const { tags } of stacks) expect(tags).toEqual({ application: 'stepwell', stage });
  });
});

describe('the rule packs', () => {
  it('report what is planted, errors and warnings', () => {
    const app = newApp({ stage: 'prod' });
    const { data } = addStepwell(app);
    new Bucket(data, 'Planted');
    new CfnFunction(data, 'PlantedFunction', { code: { zipFile: '' }, role: 'arn:aws:iam::123456789012:role/x' });

    const open = openFindings(reportOf(app));
    expect(open).toContain('AwsSolutions: AwsSolutions-S1');
    expect(open).toContain('Serverless: Serverless-LambdaTracing');
  });
});
