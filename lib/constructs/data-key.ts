import { Stack } from 'aws-cdk-lib';
import { AccountRootPrincipal, type IGrantable, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { StageSettings } from '../config.ts';
import { ADMINISTRATION } from './key-administration.ts';

const USE = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'];
const USE_BY_SERVICES = [
  ...USE,
  'kms:CreateGrant',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

interface DataKeyProps {
  readonly settings: StageSettings;
}

/** The key of stored data: usable through DynamoDB and S3 only, so that nobody decrypts with it what they hold in hand. */
export class DataKey extends Construct {
  readonly key: Key;
  readonly #services: readonly string[];

  constructor(scope: Construct, id: string, { settings }: DataKeyProps) {
    super(scope, id);
    const { region } = Stack.of(this);
    this.#services = ['dynamodb', 's3'].map((service) => `${service}.${region}.amazonaws.com`);
    const account = new AccountRootPrincipal();
    this.key = new Key(this, 'Key', {
      description: `Stepwell ${settings.stage}: stored data`,
      enableKeyRotation: true,
      removalPolicy: settings.removalPolicy,
      policy: new PolicyDocument({
        statements: [
          new PolicyStatement({ principals: [account], actions: ADMINISTRATION, resources: ['*'] }),
          new PolicyStatement({
            principals: [account],
            actions: USE_BY_SERVICES,
            resources: ['*'],
            conditions: this.#viaServices,
          }),
        ],
      }),
    });
  }

  /** Reading and writing what DynamoDB and S3 encrypt with this key. */
  grantUse(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: USE, resources: [this.key.keyArn], conditions: this.#viaServices }),
    );
  }

  /** Asking whether the key is usable. */
  grantDescribe(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['kms:DescribeKey'], resources: [this.key.keyArn] }),
    );
  }

  get #viaServices() {
    return { StringEquals: { 'kms:ViaService': this.#services } };
  }
}
