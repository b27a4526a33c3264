import { Duration } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import {
  Dashboard,
  GraphWidget,
  type IWidget,
  LogQueryWidget,
  MathExpression,
  Metric,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { METRICS } from '../../shared/contract/metrics.ts';
import type { StageSettings } from '../config.ts';
import type { MainTable } from './main-table.ts';

export interface Watched {
  readonly settings: StageSettings;
  readonly api: RestApi;
  readonly machine: StateMachine;
  readonly table: MainTable;
  readonly functions: Readonly<Record<string, LambdaFunction>>;
  /** Names of the log groups of all functions. */
  readonly logGroups: readonly string[];
}

const PERIOD = Duration.minutes(5);
const HALF = 12;

/** The first look when something is wrong: callers above, runs in the middle, what they stand on below. */
export class StepwellDashboard extends Construct {
  constructor(scope: Construct, id: string, watched: Watched) {
    super(scope, id);
    const dashboard = new Dashboard(this, 'Dashboard', { dashboardName: `stepwell-${watched.settings.stage}` });
    dashboard.addWidgets(...callers(watched));
    dashboard.addWidgets(...runs(watched));
    dashboard.addWidgets(...foundations(watched));
    dashboard.addWidgets(...outside(watched));
    dashboard.addWidgets(
      new LogQueryWidget({
        title: 'Latest errors',
        width: 24,
        logGroupNames: [...watched.logGroups],
        queryLines: [
          'fields @timestamp, service, message, correlationId, error.name',
          'filter level = "ERROR"',
          'limit 20',
        ],
      }),
    );
  }
}

function callers({ api }: Watched): IWidget[] {
  return [
    new GraphWidget({
      title: 'Requests and errors',
      width: HALF,
      left: [api.metricCount({ period: PERIOD })],
      right: [api.metricClientError({ period: PERIOD }), api.metricServerError({ period: PERIOD })],
    }),
    new GraphWidget({
      title: 'Latency (ms)',
      width: HALF,
      left: ['p50', 'p95', 'p99'].map((statistic) =>
        api.metricLatency({ period: PERIOD, statistic, label: statistic }),
      ),
    }),
  ];
}

function runs({ settings, machine }: Watched): IWidget[] {
  const count = (metricName: string, status: string) =>
    new Metric({
      namespace: METRICS.namespace,
      metricName,
      dimensionsMap: { service: 'engine-advance', stage: settings.stage, status },
      statistic: 'Sum',
      period: PERIOD,
      label: status,
    });
  return [
    new GraphWidget({
      title: 'Runs ended',
      width: HALF,
      left: ['succeeded', 'failed', 'timed_out', 'canceled'].map((status) => count(METRICS.runEnded, status)),
    }),
    new GraphWidget({
      title: 'Executions of the machine: begun, failed (an engine fault), throttled',
      width: HALF,
      left: [machine.metricStarted({ period: PERIOD })],
      right: [machine.metricFailed({ period: PERIOD }), machine.metricThrottled({ period: PERIOD })],
    }),
  ];
}

/** Services of others that workflows call: one that fails often is left alone for a while. */
function outside({ settings }: Watched): IWidget[] {
  const changed = (to: string) =>
    new Metric({
      namespace: METRICS.namespace,
      metricName: METRICS.breakerChanged,
      dimensionsMap: { service: 'engine-advance', stage: settings.stage, to },
      statistic: 'Sum',
      period: PERIOD,
      label: to,
    });
  return [
    new GraphWidget({
      title: 'Breakers of workflows: opened, probed, closed',
      width: 2 * HALF,
      left: ['open', 'half-open', 'closed'].map(changed),
    }),
  ];
}

function foundations({ table, functions }: Watched): IWidget[] {
  const all = Object.entries(functions);
  return [
    new GraphWidget({
      title: 'Function errors and throttles',
      width: HALF,
      left: all.map(([label, target]) => target.metricErrors({ period: PERIOD, label })),
      right: all.map(([label, target]) => target.metricThrottles({ period: PERIOD, label })),
    }),
    new GraphWidget({
      title: 'Table: units written and read, throttled requests',
      width: HALF,
      left: [
        table.table.metricConsumedWriteCapacityUnits({ period: PERIOD }),
        table.table.metricConsumedReadCapacityUnits({ period: PERIOD }),
      ],
      right: [
        new MathExpression({
          label: 'throttled',
          expression: 'FILL(w, 0) + FILL(r, 0)',
          usingMetrics: {
            w: table.table.metric('WriteThrottleEvents', { statistic: 'Sum', period: PERIOD }),
            r: table.table.metric('ReadThrottleEvents', { statistic: 'Sum', period: PERIOD }),
          },
          period: PERIOD,
        }),
      ],
    }),
  ];
}
