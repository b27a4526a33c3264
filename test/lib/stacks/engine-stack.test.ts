import { describe, expect, it } from 'vitest';
import { engineMachineAsl } from '../../../lib/constructs/engine-machine-asl.ts';
import { synthesize } from '../../support/synthesize.ts';

const stage = synthesize('prod');
const [machine] = Object.values(stage.resources('AWS::StepFunctions::StateMachine')).map(
  ({ Properties }) => Properties,
);

describe('the engine stack', () => {
  it('deploys the machine as it is told, with the alias of advance and the table', () => {
    const advance = Object.keys(stage.resources('AWS::Lambda::Alias', 'engine')).find((id) => id.startsWith('Advance'));
    const [table] = Object.keys(stage.resources('AWS::DynamoDB::Table'));
    const deployed = JSON.parse(stage.spell(machine.DefinitionString));
    expect(deployed).toEqual(engineMachineAsl({ advanceArn: advance ?? '', tableName: table ?? '' }));
  });

  it('runs a Standard machine that logs how it moves and never what it carries', () => {
    expect(machine).toMatchObject({
      StateMachineType: 'STANDARD',
      StateMachineName: 'stepwell-prod-engine',
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
    });
    const [{ CloudWatchLogsLogGroup }] = machine.LoggingConfiguration.Destinations;
    const [id = ''] = stage.spell(CloudWatchLogsLogGroup.LogGroupArn).split('.');
    // Other names would fill the account's one policy for deliveries of logs.
    expect(stage.resources('AWS::Logs::LogGroup')[id]?.Properties.LogGroupName).toMatch(/^\/aws\/vendedlogs\/states\//);
  });

  it('calls the tick each minute and leaves a lost one to the next', () => {
    const [rule, ...others] = Object.values(stage.resources('AWS::Events::Rule')).map(({ Properties }) => Properties);
    expect(others).toEqual([]);
    expect(rule).toMatchObject({ ScheduleExpression: 'rate(1 minute)', State: 'ENABLED' });
    const [target, ...more] = rule.Targets;
    expect(more).toEqual([]);
    expect(stage.spell(target.Arn)).toMatch(/^TickFunctionAliaslive/);
    expect(target.RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 });
  });
});
