import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { objects, SHELF_DAYS, shelfOf } from '../../shared/contract/table.ts';
import { TENANT_VARIABLE } from '../../shared/contract/tenant-session.ts';
import type { StageSettings } from '../config.ts';
import type { DataKey } from './data-key.ts';
import type { TenantRole } from './tenant-role.ts';

interface BodyBucketProps {
  readonly settings: StageSettings;
  readonly dataKey: DataKey;
}

/** Inputs and outputs that are too large for the table. Written once, never overwritten, so versions would keep nothing. */
export class BodyBucket extends Construct {
  readonly bucket: Bucket;
  readonly #dataKey: DataKey;

  constructor(scope: Construct, id: string, { settings, dataKey }: BodyBucketProps) {
    super(scope, id);
    this.#dataKey = dataKey;
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.KMS,
      encryptionKey: dataKey.key,
      bucketKeyEnabled: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      lifecycleRules: [
        { abortIncompleteMultipartUploadAfter: Duration.days(1) },
        ...SHELF_DAYS.map((days) => ({ prefix: `${shelfOf(days)}/`, expiration: Duration.days(days) })),
      ],
      removalPolicy: settings.removalPolicy,
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions::AwsSolutions-S1',
      reason:
        'Objects are bodies of runs under keys that no one lists; two roles can read them, and their functions log each run that is read with its principal and correlation id.',
    });
  }

  /** Bodies of the runs of one tenant: that of the session. */
  grantRead(grantee: TenantRole): void {
    this.#grant(grantee, 's3:GetObject');
  }

  grantWrite(grantee: TenantRole): void {
    this.#grant(grantee, 's3:PutObject');
  }

  #grant(grantee: TenantRole, action: string): void {
    const bodies = objects.runBody('*', TENANT_VARIABLE, '*', '*');
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: [action],
        resources: [this.bucket.arnForObjects(bodies)],
      }),
    );
    this.#dataKey.grantUse(grantee);
    // The rule spells variables so.
    const spelled = bodies.replace(/\$\{(.+?)\}/, '<$1>');
    const bucketArn = `${Stack.of(this).stackName}:${EXPORTED_ARN}`;
    Validations.of(grantee).acknowledge({
      id: `AwsSolutions::AwsSolutions-IAM5[Resource::${bucketArn}/${spelled}]`,
      reason:
        "Bodies of the runs of one tenant: the session's tag stands in the place of its id, and runs have no names beforehand.",
    });
  }
}

/** How the rule spells the bucket's ARN where another stack uses it. */
const EXPORTED_ARN = 'ExportsOutputFnGetAttBodiesBucket7CDFEDE9Arn56676975';
