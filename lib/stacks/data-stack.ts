import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { StageSettings } from '../config.ts';
import { BodyBucket } from '../constructs/body-bucket.ts';
import { DataKey } from '../constructs/data-key.ts';
import { StepwellBus } from '../constructs/event-bus.ts';
import { MainTable } from '../constructs/main-table.ts';
import { SecretsKey } from '../constructs/secrets-key.ts';

interface DataStackProps extends StackProps {
  readonly settings: StageSettings;
}

/** What outlives every deployment: the table, the bucket, the keys, the bus. */
export class DataStack extends Stack {
  readonly dataKey: DataKey;
  readonly secretsKey: SecretsKey;
  readonly table: MainTable;
  readonly bodies: BodyBucket;
  readonly events: StepwellBus;

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, props);
    const { settings } = props;
    this.dataKey = new DataKey(this, 'DataKey', { settings });
    this.table = new MainTable(this, 'Table', { settings, dataKey: this.dataKey });
    this.bodies = new BodyBucket(this, 'Bodies', { settings, dataKey: this.dataKey });
    this.secretsKey = new SecretsKey(this, 'SecretsKey', { settings });
    this.events = new StepwellBus(this, 'Events', { settings });
    new CfnOutput(this, 'TableName', { value: this.table.table.tableName });
    new CfnOutput(this, 'BucketName', { value: this.bodies.bucket.bucketName });
    // What re-wrapping moves secrets to.
    new CfnOutput(this, 'SecretsKeyArn', { value: this.secretsKey.key.keyArn });
  }
}
