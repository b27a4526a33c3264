import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { StageSettings } from '../config.ts';
import { BodyBucket } from '../constructs/body-bucket.ts';
import { DataKey } from '../constructs/data-key.ts';
import { MainTable } from '../constructs/main-table.ts';

interface DataStackProps extends StackProps {
  readonly settings: StageSettings;
}

/** What outlives every deployment: the table, the bucket, the keys, the bus. */
export class DataStack extends Stack {
  readonly dataKey: DataKey;
  readonly table: MainTable;
  readonly bodies: BodyBucket;

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, props);
    const { settings } = props;
    this.dataKey = new DataKey(this, 'DataKey', { settings });
    this.table = new MainTable(this, 'Table', { settings, dataKey: this.dataKey });
    this.bodies = new BodyBucket(this, 'Bodies', { settings, dataKey: this.dataKey });
    new Key(this, 'SecretsKey', {
      description: `Stepwell ${settings.stage}: tenants' secrets`,
      enableKeyRotation: true,
      removalPolicy: settings.removalPolicy,
    });
    new EventBus(this, 'Events', { eventBusName: `stepwell-${settings.stage}` });
    new CfnOutput(this, 'TableName', { value: this.table.table.tableName });
    new CfnOutput(this, 'BucketName', { value: this.bodies.bucket.bucketName });
  }
}
