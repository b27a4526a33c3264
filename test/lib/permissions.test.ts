import { beforeAll, describe, expect, it } from 'vitest';
import { type Synthesized, synthesize } from '../support/synthesize.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: { readonly StringEquals: Readonly<Record<string, readonly unknown[]>> };
}

/** What every function may: write its own log and its traces. X-Ray has no resources. */
const OWN = (name: string) => [
  `logs:CreateLogStream on ${name}Logs`,
  `logs:PutLogEvents on ${name}Logs`,
  'xray:PutTelemetryRecords on *',
  'xray:PutTraceSegments on *',
];

/** The key of stored data works in the hands of DynamoDB and S3 only. */
const DATA_KEY = ['Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey'].map(
  (action) => `kms:${action} on DataKey via dynamodb, s3`,
);

const BODIES = 'Bodies/*/tenants/*/runs/*/*.json.gz';

/**
 * Every right of every role. A change here is a change of what an attacker of that function can reach: it wants a
 * reason in the commit.
 */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  AuthorizerFunction: [...OWN('AuthorizerFunction'), ...DATA_KEY, 'dynamodb:GetItem on Table'],
  Workflows: [
    ...OWN('Workflows'),
    ...DATA_KEY,
    'dynamodb:DeleteItem on Table',
    'dynamodb:GetItem on Table',
    'dynamodb:PutItem on Table',
    'dynamodb:Query on Table',
    'dynamodb:UpdateItem on Table',
  ],
  Runs: [
    ...OWN('Runs'),
    ...DATA_KEY,
    'dynamodb:GetItem on Table',
    'dynamodb:PutItem on Table',
    'dynamodb:Query on Table',
    'dynamodb:Query on Table/index/runs',
    'dynamodb:UpdateItem on Table',
    `s3:GetObject on ${BODIES}`,
    `s3:PutObject on ${BODIES}`,
    'states:SendTaskSuccess on Machine',
    'states:StartExecution on Machine',
  ],
  System: [...OWN('System'), ...DATA_KEY, 'dynamodb:GetItem on Table', 'kms:DescribeKey on DataKey'],
  Advance: [
    ...OWN('Advance'),
    ...DATA_KEY,
    'dynamodb:GetItem on Table',
    'dynamodb:PutItem on Table',
    'dynamodb:Query on Table',
    'dynamodb:UpdateItem on Table',
    `s3:GetObject on ${BODIES}`,
    `s3:PutObject on ${BODIES}`,
    // By name: the machine is made after the function that it calls.
    'states:StartExecution on arn:AWS::Partition:states:AWS::Region:AWS::AccountId:stateMachine:stepwell-prod-engine',
  ],
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
    return lines.map((line) => `${Effect === 'Allow' ? '' : `${Effect} `}${line}${viaOf(Condition)}`);
  };

  const viaOf = (condition: Statement['Condition']): string => {
    if (condition === undefined) return '';
    const { StringEquals, ...others } = condition;
    expect(others).toEqual({});
    const { 'kms:ViaService': via = [], ...keys } = StringEquals;
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

  it('let nobody but API Gateway and EventBridge call a function, each from one place', () => {
    const permissions = Object.values(stage.resources('AWS::Lambda::Permission'));
    const sources = permissions.map(({ Properties }) => {
      expect(Properties.Action).toBe('lambda:InvokeFunction');
      expect(Properties.SourceArn).toBeDefined();
      return `${Properties.Principal} calls ${place(stage.spell(Properties.FunctionName))}`;
    });
    expect(sources.sort()).toEqual([
      'apigateway.amazonaws.com calls AuthorizerFunctionAliaslive',
      'apigateway.amazonaws.com calls RunsFunctionAliaslive',
      'apigateway.amazonaws.com calls SystemFunctionAliaslive',
      'apigateway.amazonaws.com calls WorkflowsFunctionAliaslive',
      'events.amazonaws.com calls TickFunctionAliaslive',
    ]);
  });
});

/** A resource by the construct that made it: the hash of its logical id and the attribute say nothing to a reader. */
function place(spelled: string): string {
  if (/^arn:\S+:execution:stepwell-prod-engine:\*$/.test(spelled)) return 'executions of Machine';
  return spelled.replace(/^([A-Za-z]+?)[0-9A-F]{8}(?:\.Arn)?(?=$|\/)/, '$1').replace(/^BodiesBucket(?=$|\/)/, 'Bodies');
}
