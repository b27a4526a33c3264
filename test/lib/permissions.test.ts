import { beforeAll, describe, expect, it } from 'vitest';
import { type Synthesized, synthesize } from '../support/synthesize.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const PARAMETERS = 'arn:AWS::Partition:ssm:AWS::Region:AWS::AccountId:parameter/stepwell/prod';

/** What every function may: write its own log and its traces, read the settings and its own secrets. X-Ray has no resources. */
const OWN = (name: string, ...secrets: string[]) => [
  `ssm:GetParameter on ${PARAMETERS}/settings`,
  ...secrets.map((secret) => `ssm:GetParameter on ${PARAMETERS}/secrets/${secret}`),
  `logs:CreateLogStream on ${name}Logs`,
  `logs:PutLogEvents on ${name}Logs`,
  'xray:PutTelemetryRecords on *',
  'xray:PutTraceSegments on *',
];

/** The key of stored data works in the hands of DynamoDB and S3 only. */
const DATA_KEY = ['Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey'].map(
  (action) => `kms:${action} on DataKey via dynamodb, s3`,
);

/** Telling what happened: the trails of tenants can be added to, and no other right of the role changes them. */
const AUDIT = [
  'dynamodb:PutItem on Table under AUDIT#*',
  ...['BatchWriteItem', 'DeleteItem', 'UpdateItem'].map((action) => `Deny dynamodb:${action} on Table under AUDIT#*`),
];

/** Asking whether things are there: nothing that is anybody's. */
const HEALTH = [
  'dynamodb:GetItem on Table under PROBE#',
  'events:DescribeEventBus on Events',
  'kms:DescribeKey on DataKey',
  'kms:DescribeKey on SecretsKey',
  'states:DescribeStateMachine on Machine',
];

/** What the policies of a session write in the place of its tenant. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: IAM's own spelling
const TENANT = '${aws:PrincipalTag/tenantId}';

const BODIES = `Bodies/*/tenants/${TENANT}/runs/*/*.json.gz`;

const onTable = (...actions: string[]) => actions.map((action) => `dynamodb:${action} on Table`);
/** Who people, keys and tenants are; nothing that a tenant has made. */
const onIdentity = (...actions: string[]) =>
  onTable(...actions).map(
    (line) => `${line} under TENANT#ten_${'?'.repeat(26)}#, APIKEY#*, INVITATION#*, TENANTS#, USER#*`,
  );
/** Data of the tenant that the session is for. */
const ofTenant = (...actions: string[]) => [
  ...DATA_KEY,
  ...onTable(...actions).map((line) => `${line} under TENANT#${TENANT}#*`),
];
const onSecrets = (action: string, purposes: string) => `kms:${action} on SecretsKey for ${purposes} of the tenant`;

/** A function that serves tenants: it takes a session for one at a time, and reaches no data of any without. */
const forTenants = (name: string, ...secrets: string[]) => [
  ...OWN(name, ...secrets),
  ...DATA_KEY,
  ...AUDIT,
  `sts:AssumeRole on ${name}TenantRole for a tenant`,
  `sts:TagSession on ${name}TenantRole for a tenant`,
];

/**
 * Every right of every role. A change here is a change of what an attacker of that function can reach: it wants a
 * reason in the commit.
 */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  AuthorizerFunction: [
    ...OWN('AuthorizerFunction', 'redis'),
    ...DATA_KEY,
    ...onIdentity('GetItem'),
    // It meets every caller first, so it cannot change what anybody may: a note of when a key was used is all.
    'dynamodb:UpdateItem on Table of pk, sk, lastUsedAt only',
  ],
  // People and their tenants, and keys found by their hashes: no one tenant's.
  Account: [
    ...OWN('Account', 'redis'),
    ...DATA_KEY,
    ...AUDIT,
    ...onIdentity('DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'),
    ...onTable('DeleteItem', 'GetItem', 'PutItem', 'UpdateItem').map((line) => `${line} under TENANT#*#IDEMPOTENCY#*`),
  ],
  Audit: forTenants('Audit', 'redis'),
  AuditTenant: [...DATA_KEY, `dynamodb:Query on Table under AUDIT#${TENANT}#`],
  Connections: forTenants('Connections', 'redis'),
  ConnectionsTenant: [
    ...ofTenant('DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'),
    onSecrets('Decrypt', 'connection, webhook, oauth'),
    onSecrets('GenerateDataKey', 'connection, webhook, oauth'),
  ],
  // Anybody may call it, and it has nothing that not everybody may have.
  Docs: [...OWN('Docs', 'redis')],
  OAuth: forTenants('OAuth', 'redis'),
  // Anybody may call it: tokens are all that it opens.
  OAuthTenant: [
    ...ofTenant('DeleteItem', 'GetItem', 'UpdateItem'),
    onSecrets('Decrypt', 'oauth'),
    onSecrets('GenerateDataKey', 'oauth'),
  ],
  Workflows: forTenants('Workflows', 'redis'),
  WorkflowsTenant: ofTenant('DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'),
  Runs: [...forTenants('Runs', 'redis'), 'states:SendTaskSuccess on Machine', 'states:StartExecution on Machine'],
  RunsTenant: [
    ...ofTenant('GetItem', 'PutItem', 'Query', 'UpdateItem'),
    `dynamodb:Query on Table/index/runs under TENANT#${TENANT}#*`,
    `s3:GetObject on ${BODIES}`,
    `s3:PutObject on ${BODIES}`,
  ],
  Status: [...OWN('Status', 'redis'), ...DATA_KEY, ...HEALTH],
  System: [...OWN('System', 'redis'), ...DATA_KEY, ...HEALTH],
  Advance: [
    ...forTenants('Advance', 'redis'),
    // By name: the machine is made after the function that it calls.
    'states:StartExecution on arn:AWS::Partition:states:AWS::Region:AWS::AccountId:stateMachine:stepwell-prod-engine',
  ],
  AdvanceTenant: [
    ...ofTenant('GetItem', 'PutItem', 'Query', 'UpdateItem'),
    onSecrets('Decrypt', 'connection, oauth'),
    // Tokens that it has renewed.
    onSecrets('GenerateDataKey', 'oauth'),
    `s3:GetObject on ${BODIES}`,
    `s3:PutObject on ${BODIES}`,
  ],
  SignUp: [...OWN('SignUp'), ...DATA_KEY, ...onIdentity('GetItem', 'PutItem', 'UpdateItem')],
  Tick: [
    ...OWN('Tick'),
    ...DATA_KEY,
    'dynamodb:GetItem on Table',
    'dynamodb:PutItem on Table',
    'dynamodb:Query on Table/index/due',
    'dynamodb:UpdateItem on Table',
    'states:DescribeExecution on executions of Machine',
    'states:SendTaskSuccess on Machine',
    'states:StartExecution on Machine',
  ],
  Machine: [
    ...DATA_KEY,
    'dynamodb:UpdateItem on Table',
    'lambda:InvokeFunction on AdvanceFunctionAliaslive',
    // How AWS lets a state machine deliver its log and its traces.
    'logs:CreateLogDelivery on *',
    'logs:DeleteLogDelivery on *',
    'logs:DescribeLogGroups on *',
    'logs:DescribeResourcePolicies on *',
    'logs:GetLogDelivery on *',
    'logs:ListLogDeliveries on *',
    'logs:PutResourcePolicy on *',
    'logs:UpdateLogDelivery on *',
    'xray:GetSamplingRules on *',
    'xray:GetSamplingTargets on *',
    'xray:PutTelemetryRecords on *',
    'xray:PutTraceSegments on *',
  ],
};

describe('the rights of each role', () => {
  let stage: Synthesized;
  let rights: Readonly<Record<string, readonly string[]>>;

  beforeAll(() => {
    stage = synthesize('prod');
    const policies = Object.entries(stage.resources('AWS::IAM::Policy'));
    rights = Object.fromEntries(
      policies.map(([id, policy]) => [
        id.slice(0, id.indexOf('RoleDefaultPolicy')),
        (policy.Properties.PolicyDocument.Statement as Statement[]).flatMap(rightsOf).sort(),
      ]),
    );
  });

  const rightsOf = ({ Effect, Action, Resource, Condition }: Statement): string[] => {
    const resources = (Array.isArray(Resource) ? Resource : [Resource]).map((one) => place(stage.spell(one)));
    const lines = [Action].flat().flatMap((action) => resources.map((resource) => `${action} on ${resource}`));
    return lines.map((line) => `${Effect === 'Allow' ? '' : `${Effect} `}${line}${viaOf(Effect, Condition)}`);
  };

  const viaOf = (effect: string, condition: Statement['Condition']): string => {
    if (condition === undefined) return '';
    const { 'ForAllValues:StringLike': keysLike, 'ForAnyValue:StringLike': anyLike } = condition;
    const leading = (keysLike ?? anyLike)?.['dynamodb:LeadingKeys'];
    if (leading !== undefined) {
      const like = { 'dynamodb:LeadingKeys': leading };
      const guarded = { 'ForAllValues:StringLike': like, Null: { 'dynamodb:LeadingKeys': 'false' } };
      // A denial has to hold for any of the keys, a right for all of them, of which there is at least one.
      expect(condition).toEqual(effect === 'Deny' ? { 'ForAnyValue:StringLike': like } : guarded);
      return ` under ${(leading as string[]).join(', ')}`;
    }
    const { 'ForAllValues:StringEquals': all, ...guards } = condition;
    if (all?.['aws:TagKeys'] !== undefined) {
      expect(condition).toEqual({
        StringLike: { 'aws:RequestTag/tenantId': 'ten_*' },
        'ForAllValues:StringEquals': { 'aws:TagKeys': ['tenantId'] },
      });
      return ' for a tenant';
    }
    if (all !== undefined) {
      const { 'dynamodb:Attributes': attributes, ...keys } = all;
      expect({ keys, guards }).toEqual({ keys: {}, guards: { Null: { 'dynamodb:Attributes': 'false' } } });
      return ` of ${(attributes as string[]).join(', ')} only`;
    }
    const { StringEquals = {}, ...others } = condition;
    expect(others).toEqual({});
    const { 'kms:EncryptionContext:purpose': purposes, ...rest } = StringEquals as Readonly<Record<string, unknown[]>>;
    if (purposes !== undefined) {
      expect(rest).toEqual({ 'kms:EncryptionContext:tenantId': TENANT });
      return ` for ${[purposes].flat().join(', ')} of the tenant`;
    }
    const { 'kms:ViaService': via = [], ...keys } = StringEquals as Readonly<Record<string, readonly unknown[]>>;
    expect(keys).toEqual({});
    const services = via.map((service) => stage.spell(service));
    for (const service of services) expect(service).toMatch(/^[a-z0-9]+\.AWS::Region\.amazonaws\.com$/);
    return ` via ${services.map((service) => service.slice(0, service.indexOf('.'))).join(', ')}`;
  };

  it('are these and no others', () => {
    const sorted = Object.entries(EXPECTED).map(([name, lines]) => [name, [...lines].sort()]);
    expect(rights).toEqual(Object.fromEntries(sorted));
  });

  it('name every action in full', () => {
    const actions = Object.values(rights).flat();
    expect(actions.length).toBeGreaterThan(50);
    expect(actions.filter((line) => /^\S*\*/.test(line))).toEqual([]);
  });

  it('come from these statements only, but for one policy of AWS', () => {
    for (const [id, role] of Object.entries(stage.resources('AWS::IAM::Role'))) {
      expect(role.Properties.Policies, id).toBeUndefined();
      const managed = ((role.Properties.ManagedPolicyArns ?? []) as unknown[]).map((arn) => stage.spell(arn));
      const expected = id.includes('CloudWatchRole')
        ? [expect.stringMatching(/AmazonAPIGatewayPushToCloudWatchLogs$/)]
        : [];
      expect(managed, id).toEqual(expected);
    }
    expect(stage.resources('AWS::IAM::ManagedPolicy')).toEqual({});
  });

  it('let nobody but API Gateway, Cognito and EventBridge call a function, each from one place', () => {
    const permissions = Object.values(stage.resources('AWS::Lambda::Permission'));
    const sources = permissions.map(({ Properties }) => {
      expect(Properties.Action).toBe('lambda:InvokeFunction');
      expect(Properties.SourceArn).toBeDefined();
      return `${Properties.Principal} calls ${place(stage.spell(Properties.FunctionName))}`;
    });
    expect(sources.sort()).toEqual([
      'apigateway.amazonaws.com calls AccountFunctionAliaslive',
      'apigateway.amazonaws.com calls AuditFunctionAliaslive',
      'apigateway.amazonaws.com calls AuthorizerFunctionAliaslive',
      'apigateway.amazonaws.com calls ConnectionsFunctionAliaslive',
      'apigateway.amazonaws.com calls DocsFunctionAliaslive',
      'apigateway.amazonaws.com calls OAuthFunctionAliaslive',
      'apigateway.amazonaws.com calls RunsFunctionAliaslive',
      'apigateway.amazonaws.com calls StatusFunctionAliaslive',
      'apigateway.amazonaws.com calls SystemFunctionAliaslive',
      'apigateway.amazonaws.com calls WorkflowsFunctionAliaslive',
      'cognito-idp.amazonaws.com calls SignUpFunctionAliaslive',
      'events.amazonaws.com calls TickFunctionAliaslive',
    ]);
  });
});

/** A resource by the construct that made it: the hash of its logical id and the attribute say nothing to a reader. */
function place(spelled: string): string {
  if (/^arn:\S+:execution:stepwell-prod-engine:\*$/.test(spelled)) return 'executions of Machine';
  return spelled.replace(/^([A-Za-z]+?)[0-9A-F]{8}(?:\.Arn)?(?=$|\/)/, '$1').replace(/^BodiesBucket(?=$|\/)/, 'Bodies');
}
