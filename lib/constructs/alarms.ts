import { Duration, Validations } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { METRICS } from '../../shared/contract/metrics.ts';
import type { StageSettings } from '../config.ts';
import type { Watched } from './dashboard.ts';

interface AlarmsProps {
  readonly watched: Watched;
  /** Who is told. @default nobody: the topic has no subscription */
  readonly email?: string | undefined;
}

const PERIOD = Duration.minutes(5);

/** As the tick sees it: all functions read the same document, and the tick does so each minute. */
const settingsRejected = ({ stage }: StageSettings): Metric =>
  new Metric({
    namespace: METRICS.namespace,
    metricName: METRICS.settingsRejected,
    dimensionsMap: { service: 'engine-tick', stage },
    statistic: 'Sum',
    period: PERIOD,
  });

/** Alarms by what a customer notices. The name of each is a heading of docs/operations.md. */
export class Alarms extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { watched, email }: AlarmsProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { enforceSSL: true });
    if (email !== undefined) this.#tell(email);
    const { settings, api, machine, functions } = watched;
    this.#alarm('EngineStalled', machine.metricFailed({ period: PERIOD }), {
      text: 'Runs stand still: the engine could not advance them for hours. Customers see them waiting.',
    });
    this.#alarm('ApiFails', api.metricServerError({ period: PERIOD, statistic: 'Sum' }), {
      text: 'Customers get 5xx answers from the API.',
      threshold: 5,
    });
    const tick = functions['engine-tick'];
    if (tick) {
      this.#alarm('TickFails', tick.metricErrors({ period: PERIOD }), {
        text: 'Waiting runs may wake late, and runs whose caller died are not started.',
        threshold: 3,
      });
    }
    this.#alarm('SettingsRejected', settingsRejected(settings), {
      text: 'The stored settings are not usable: every function goes on with the last good ones, new ones with the defaults.',
    });
    Validations.of(this.topic).acknowledge({
      id: 'AwsSolutions::AwsSolutions-SNS2',
      reason:
        'Alarm texts name no tenant and hold no data; CloudWatch cannot publish to a topic under the default SNS key.',
    });
  }

  #tell(email: string): void {
    const subscription = this.topic.addSubscription(new EmailSubscription(email));
    Validations.of(subscription).acknowledge({
      id: 'Serverless::Serverless-SNSRedrivePolicy',
      reason: 'A mail that cannot be delivered tells nothing that the alarm in CloudWatch does not go on telling.',
    });
  }

  #alarm(name: string, metric: IMetric, { text, threshold = 1 }: { text: string; threshold?: number }): void {
    const alarm = new Alarm(this, name, {
      alarmDescription: `${text} Runbook: docs/operations.md, "${name}".`,
      metric,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
  }
}
