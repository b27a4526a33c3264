import { beforeAll, describe, expect, it } from 'vitest';
import { settingsOf } from '../../../lib/config.ts';
import { FUNCTION_ENTRIES } from '../../../shared/contract/functions.ts';
import { StageSchema } from '../../../shared/contract/stage.ts';
import { TABLE } from '../../../shared/contract/table.ts';
import { isAllowed, type Statement } from '../../support/iam.ts';
import { type Resource, type Synthesized, synthesize } from '../../support/synthesize.ts';

/** Resources of prod that hold what cannot be made again: with another logical id, a new and empty one would stand in their place. */
const KEPT = {
  'AWS::DynamoDB::Table': 'Table710B521B',
  'AWS::S3::Bucket': 'BodiesBucket7CDFEDE9',
  'AWS::StepFunctions::StateMachine': 'Machine28806A89',
};

interface KeyStatement {
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Principal: unknown;
  readonly Condition?: unknown;
}

const CRYPTOGRAPHY = /^kms:(Decrypt|Encrypt|ReEncrypt|GenerateDataKey|CreateGrant|Sign|Verify|\*)/;

describe('the data stack', () => {
  let stage: Synthesized;
  const only = (type: string): Resource => {
    const [found, ...others] = Object.values(stage.resources(type, 'data'));
    expect(others).toEqual([]);
    if (!found) throw new Error(`There is no ${type}.`);
    return found;
  };

  beforeAll(() => {
    stage = synthesize('prod');
  });

  it('has the table of the contract: keys, indexes, TTL, stream, recovery, deletion protection', () => {
    const { Properties } = only('AWS::DynamoDB::Table');
    const key = (partition: string, sort: string) => [
      { AttributeName: partition, KeyType: 'HASH' },
      { AttributeName: sort, KeyType: 'RANGE' },
    ];
    expect(Properties).toMatchObject({
      KeySchema: key(TABLE.partitionKey, TABLE.sortKey),
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: TABLE.ttl, Enabled: true },
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
    });
    expect(Properties.GlobalSecondaryIndexes).toEqual([
      {
        IndexName: TABLE.runsIndex,
        KeySchema: key(TABLE.runsPartitionKey, TABLE.runsSortKey),
        Projection: { ProjectionType: 'ALL' },
      },
      {
        IndexName: TABLE.dueIndex,
        KeySchema: key(TABLE.dueShardKey, TABLE.dueAtKey),
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ]);
    const types = Properties.AttributeDefinitions.map((one: Record<string, string>) => [
      one.AttributeName,
      one.AttributeType,
    ]);
    expect(Object.fromEntries(types)).toMatchObject({ [TABLE.dueAtKey]: 'N', [TABLE.runsSortKey]: 'S' });
  });

  it('encrypts the table and the bucket with the data key', () => {
    const dataKey = Object.keys(stage.resources('AWS::KMS::Key', 'data')).find((id) => id.startsWith('DataKey'));
    const sse = only('AWS::DynamoDB::Table').Properties.SSESpecification;
    expect(sse).toMatchObject({ SSEEnabled: true, SSEType: 'KMS' });
    expect(stage.spell(sse.KMSMasterKeyId)).toBe(`${dataKey}.Arn`);
    const [rule] = only('AWS::S3::Bucket').Properties.BucketEncryption.ServerSideEncryptionConfiguration;
    expect(rule.BucketKeyEnabled).toBe(true);
    expect(rule.ServerSideEncryptionByDefault.SSEAlgorithm).toBe('aws:kms');
    expect(stage.spell(rule.ServerSideEncryptionByDefault.KMSMasterKeyID)).toBe(`${dataKey}.Arn`);
  });

  it('has two keys of its own, which are rotated', () => {
    const keys = Object.entries(stage.resources('AWS::KMS::Key'));
    expect(keys.map(([id]) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual(['DataKey', 'SecretsKey']);
    for (const [, { Properties }] of keys) expect(Properties.EnableKeyRotation).toBe(true);
  });

  it('lets the data key be used through DynamoDB and S3 only, and be looked after by the account', () => {
    const keys = stage.resources('AWS::KMS::Key', 'data');
    const [dataKey = ''] = Object.keys(keys).filter((id) => id.startsWith('DataKey'));
    const Properties = keys[dataKey]?.Properties;
    const statements = Properties.KeyPolicy.Statement as KeyStatement[];
    for (const { Effect, Principal } of statements) {
      expect(Effect).toBe('Allow');
      expect(stage.spell((Principal as { AWS: unknown }).AWS)).toMatch(/^arn:AWS::Partition:iam::AWS::AccountId:root$/);
    }
    const users = statements.filter(({ Action }) => Action.some((action) => CRYPTOGRAPHY.test(action)));
    expect(users.length).toBe(1);
    for (const { Condition } of users) {
      const { StringEquals, ...others } = Condition as { StringEquals: Record<string, unknown[]> };
      expect(others).toEqual({});
      expect(StringEquals['kms:ViaService']?.map((service) => stage.spell(service))).toEqual([
        'dynamodb.AWS::Region.amazonaws.com',
        's3.AWS::Region.amazonaws.com',
      ]);
    }
    // Without these, nobody could change the policy again or delete the key.
    const unconditional = statements.filter(({ Condition }) => Condition === undefined).flatMap(({ Action }) => Action);
    expect(unconditional).toEqual(
      expect.arrayContaining(['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion', 'kms:DescribeKey']),
    );
  });

  it('lets the key of secrets be used for one tenant, one resource and a known purpose, all of them named', () => {
    const [[, key] = []] = Object.entries(stage.resources('AWS::KMS::Key', 'data')).filter(([id]) =>
      id.startsWith('SecretsKey'),
    );
    const policy: { readonly Statement: Statement[] } = key?.Properties.KeyPolicy;
    const statements = policy.Statement.map((one) => ({ ...one, Resource: '*' }));
    const use = { action: 'kms:Decrypt', resource: '*' };
    const all = { tenantId: 'ten_1', resourceId: 'conn_1', purpose: 'connection' };
    const inContext = (given: Readonly<Record<string, string>>) => ({
      ...use,
      context: {
        'kms:EncryptionContextKeys': Object.keys(given),
        ...Object.fromEntries(Object.entries(given).map(([name, value]) => [`kms:EncryptionContext:${name}`, value])),
      },
    });
    expect(isAllowed(statements, inContext(all))).toBe(true);
    for (const left of Object.keys(all)) {
      const { [left as keyof typeof all]: _left, ...rest } = all;
      expect(isAllowed(statements, inContext(rest)), left).toBe(false);
    }
    expect(isAllowed(statements, inContext({}))).toBe(false);
    expect(isAllowed(statements, inContext({ ...all, more: 'x' }))).toBe(false);
    expect(isAllowed(statements, inContext({ ...all, purpose: 'anything' }))).toBe(false);
    // Whoever administers the key reads nothing with it, whatever they name.
    for (const action of ['kms:Encrypt', 'kms:CreateGrant', 'kms:GenerateDataKeyPair']) {
      expect(isAllowed(statements, { ...inContext(all), action }), action).toBe(false);
    }
  });

  it('keeps the bucket private, and refuses requests without TLS', () => {
    const { Properties } = only('AWS::S3::Bucket');
    expect(Properties.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(Properties.LifecycleConfiguration.Rules).toContainEqual({
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
      Status: 'Enabled',
    });
    expect(only('AWS::S3::BucketPolicy').Properties.PolicyDocument.Statement).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Action: 's3:*',
        Principal: { AWS: '*' },
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    );
  });

  it('keeps the logical ids of what cannot be made again', () => {
    const ids = Object.keys(KEPT).map((type) => [type, Object.keys(stage.resources(type)).join()]);
    expect(Object.fromEntries(ids)).toEqual(KEPT);
  });

  it.each(StageSchema.options)('keeps tables, buckets, keys and the machine of %s, unless it is local', (name) => {
    const one = synthesize(name);
    const policies = [...Object.keys(KEPT), 'AWS::KMS::Key'].flatMap((type) =>
      Object.values(one.resources(type)).map(({ DeletionPolicy }) => DeletionPolicy),
    );
    expect(policies.length).toBe(5);
    expect(new Set(policies)).toEqual(new Set([name === 'local' ? 'Delete' : 'Retain']));
  });

  it.each(StageSchema.options)('gives every log of %s an end', (name) => {
    const logs = Object.values(synthesize(name).resources('AWS::Logs::LogGroup'));
    // The functions, the machine, the access log and the execution log of the API.
    expect(logs.length).toBe(Object.keys(FUNCTION_ENTRIES).length + 3);
    for (const { Properties } of logs) expect(Properties.RetentionInDays).toBe(settingsOf(name).logRetention);
  });
});
