import { describe, expect, it } from 'vitest';
import { METRICS } from '../../../shared/contract/metrics.ts';
import { type Synthesized, synthesize } from '../../support/synthesize.ts';

const dev = synthesize('dev');
const local = synthesize('local');

const functionLogs = (stage: Synthesized): string[] =>
  Object.values(stage.resources('AWS::Lambda::Function')).map(({ Properties }) =>
    stage.spell(Properties.LoggingConfig.LogGroup),
  );

describe('the ops stack', () => {
  it('saves queries over the logs of every function', () => {
    const queries = Object.values(dev.resources('AWS::Logs::QueryDefinition')).map(({ Properties }) => Properties);
    expect(queries.map(({ Name }) => Name)).toEqual([
      'stepwell-dev/Everything with a correlation id',
      'stepwell-dev/Slowest requests',
      'stepwell-dev/Errors by service and name',
      'stepwell-dev/Steps of a run',
    ]);
    for (const { LogGroupNames } of queries) {
      expect(LogGroupNames.map((name: unknown) => dev.spell(name)).sort()).toEqual(functionLogs(dev).sort());
    }
  });

  it('differs on the local cloud by what the emulator cannot create, and by nothing else', () => {
    const types = (stage: Synthesized) =>
      (['data', 'engine', 'api', 'ops'] as const)
        .flatMap((part) => Object.values(stage.template(part).Resources).map(({ Type }) => Type))
        .sort();
    expect(types(local)).toEqual(types(dev).filter((type) => type !== 'AWS::Logs::QueryDefinition'));
  });

  it('alarms by what a customer notices, and tells where the runbook is', () => {
    const alarms = Object.values(dev.resources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
    expect(alarms.length).toBeGreaterThanOrEqual(3);
    const [topic] = Object.keys(dev.resources('AWS::SNS::Topic'));
    for (const { AlarmDescription, AlarmActions } of alarms) {
      expect(AlarmDescription).toMatch(/^[A-Z].{20,}\. Runbook: docs\/operations\.md, "\w+"\.$/);
      expect(AlarmActions.map((action: unknown) => dev.spell(action))).toEqual([topic]);
    }
  });

  it.each([
    ['ExecutionsFailed', 'AWS/States'],
    ['5XXError', 'AWS/ApiGateway'],
    ['Errors', 'AWS/Lambda'],
    [METRICS.settingsRejected, METRICS.namespace],
  ])('alarms on %s of %s', (MetricName, Namespace) => {
    const alarms = Object.values(dev.resources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
    expect(alarms).toContainEqual(
      expect.objectContaining({ MetricName, Namespace, Statistic: 'Sum', TreatMissingData: 'notBreaching' }),
    );
  });

  it('tells the address that is given, and nobody without one', () => {
    expect(dev.resources('AWS::SNS::Subscription')).toEqual({});
    const told = Object.values(
      synthesize('dev', { alarmEmail: 'ops@example.com' }).resources('AWS::SNS::Subscription'),
    );
    expect(told.map(({ Properties }) => [Properties.Protocol, Properties.Endpoint])).toEqual([
      ['email', 'ops@example.com'],
    ]);
  });

  it('shows runs and breakers by the metrics that the engine emits', () => {
    const [dashboard] = Object.values(dev.resources('AWS::CloudWatch::Dashboard'));
    const body = JSON.parse(dev.spell(dashboard?.Properties.DashboardBody)) as {
      widgets: { properties: { metrics?: unknown[][] } }[];
    };
    const metrics = body.widgets.flatMap(({ properties }) => properties.metrics ?? []);
    const ours = metrics.filter(([namespace]) => namespace === METRICS.namespace);
    const splitBy = new Map<unknown, string>([
      [METRICS.runEnded, 'status'],
      [METRICS.breakerChanged, 'to'],
    ]);
    expect(new Set(ours.map(([, name]) => name))).toEqual(new Set(splitBy.keys()));
    for (const [, name, ...dimensions] of ours)
      expect(dimensions.slice(0, -1)).toEqual(expect.arrayContaining(['stage', 'dev', splitBy.get(name)]));
  });
});
