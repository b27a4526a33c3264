import { AccountRootPrincipal, type IGrantable, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { SECRET_PURPOSES, type SecretPurpose } from '../../shared/contract/secret-purposes.ts';
import { TENANT_VARIABLE } from '../../shared/contract/tenant-session.ts';
import type { StageSettings } from '../config.ts';
import { ADMINISTRATION } from './key-administration.ts';
import { TenantRole } from './tenant-role.ts';

const SEAL = ['kms:GenerateDataKey'];
const OPEN = ['kms:Decrypt'];
const REWRAP = ['kms:ReEncryptFrom', 'kms:ReEncryptTo'];

/** What the vault binds every data key to. */
const CONTEXT_KEYS = ['tenantId', 'resourceId', 'purpose'];
const contextKey = (name: string): string => `kms:EncryptionContext:${name}`;

interface SecretsKeyProps {
  readonly settings: StageSettings;
}

/**
 * The key of tenants' secrets. Every use names a tenant, a resource and a known purpose in the encryption context, and
 * nothing else: what was sealed for one of them is of no use for another, and CloudTrail shows whose secret was opened.
 */
export class SecretsKey extends Construct {
  readonly key: Key;

  constructor(scope: Construct, id: string, { settings }: SecretsKeyProps) {
    super(scope, id);
    const account = new AccountRootPrincipal();
    this.key = new Key(this, 'Key', {
      description: `Stepwell ${settings.stage}: tenants' secrets`,
      enableKeyRotation: true,
      removalPolicy: settings.removalPolicy,
      policy: new PolicyDocument({
        statements: [
          new PolicyStatement({ principals: [account], actions: ADMINISTRATION, resources: ['*'] }),
          new PolicyStatement({
            principals: [account],
            actions: [...SEAL, ...OPEN, ...REWRAP],
            resources: ['*'],
            conditions: {
              StringEquals: { [contextKey('purpose')]: SECRET_PURPOSES },
              'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': CONTEXT_KEYS },
              // For all of none is true: each of them has to be there.
              Null: Object.fromEntries(CONTEXT_KEYS.map((name) => [contextKey(name), 'false'])),
            },
          }),
        ],
      }),
    });
  }

  /** Sealing new secrets of these purposes. */
  grantSeal(grantee: IGrantable, purposes: readonly SecretPurpose[]): void {
    this.#grant(grantee, SEAL, purposes);
  }

  /** Opening secrets of these purposes. */
  grantOpen(grantee: IGrantable, purposes: readonly SecretPurpose[]): void {
    this.#grant(grantee, OPEN, purposes);
  }

  /** Moving secrets of these purposes to newer material of the key. Opens none of them. */
  grantRewrap(grantee: IGrantable, purposes: readonly SecretPurpose[]): void {
    this.#grant(grantee, REWRAP, purposes);
  }

  /** Asking whether the key is usable. */
  grantDescribe(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['kms:DescribeKey'], resources: [this.key.keyArn] }),
    );
  }

  #grant(grantee: IGrantable, actions: readonly string[], purposes: readonly SecretPurpose[]): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: [...actions],
        resources: [this.key.keyArn],
        conditions: {
          StringEquals: {
            [contextKey('purpose')]: purposes,
            // A session for a tenant reaches that tenant's secrets.
            ...(grantee instanceof TenantRole && { [contextKey('tenantId')]: TENANT_VARIABLE }),
          },
        },
      }),
    );
  }
}
