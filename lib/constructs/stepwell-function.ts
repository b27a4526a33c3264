import { existsSync } from 'node:fs';
import { Duration, Validations } from 'aws-cdk-lib';
import { type IGrantable, type IPrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  type IFunction,
  Function as LambdaFunction,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { DEFAULT_SETTINGS } from '../../shared/contract/default-settings.ts';
import type { FunctionEnv, FunctionName } from '../../shared/contract/env.ts';
import { functionAsset } from '../bundling/paths.ts';
import type { StageSettings } from '../config.ts';
import { readParameters } from './parameters.ts';
import { TenantRole } from './tenant-role.ts';

/** Set by the construct. */
type OwnEnv = 'STAGE' | 'POWERTOOLS_SERVICE_NAME' | 'POWERTOOLS_LOG_LEVEL' | 'TENANT_ROLE_ARN';

export interface StepwellFunctionProps<Name extends FunctionName> {
  readonly settings: StageSettings;
  readonly name: Name;
  readonly environment: Omit<FunctionEnv<Name>, OwnEnv>;
  /** @default 29 seconds, as long as the gateway waits */
  readonly timeout?: Duration;
  /** Megabytes; processor time grows with it. @default 512 */
  readonly memorySize?: number;
}

/** A Lambda function of the house: our bundle, our log group, an environment that its schema types, called by alias. */
export class StepwellFunction<Name extends FunctionName> extends Construct implements IGrantable {
  readonly function: LambdaFunction;
  readonly grantPrincipal: IPrincipal;
  /** What callers call: a deployment moves it from one version to the next. */
  readonly live: IFunction;
  readonly logGroup: LogGroup;
  readonly #ownRole: Role;

  constructor(scope: Construct, id: string, props: StepwellFunctionProps<Name>) {
    super(scope, id);
    const { settings, name, timeout = Duration.seconds(29), memorySize = 512 } = props;
    this.logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/stepwell/${settings.stage}/${name}`,
      retention: settings.logRetention,
      removalPolicy: settings.removalPolicy,
    });
    const role = this.#role(settings, name);
    this.grantPrincipal = role;
    this.#ownRole = role;
    this.function = new LambdaFunction(this, 'Function', {
      role,
      functionName: `stepwell-${settings.stage}-${name}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: assetOf(name),
      timeout,
      memorySize,
      logGroup: this.logGroup,
      tracing: Tracing.ACTIVE,
      environment: {
        ...defined(props.environment),
        STAGE: settings.stage,
        POWERTOOLS_SERVICE_NAME: name,
        // Until the stored settings are read, which name the level too.
        POWERTOOLS_LOG_LEVEL: DEFAULT_SETTINGS[settings.stage].logLevel,
        // The emulator has no X-Ray: loading the tracer would only cost.
        ...(settings.stage === 'local' && { POWERTOOLS_TRACE_ENABLED: 'false' }),
      },
    });
    // The library's own classes do not meet its interfaces under exactOptionalPropertyTypes.
    this.live = this.function.addAlias('live') as IFunction;
    Validations.of(this.function).acknowledge({
      id: 'Serverless::Serverless-LambdaDLQ',
      reason:
        'Called synchronously, by the gateway, the state machine or a schedule whose next call makes up for a lost one: no event waits in a queue that could be dead.',
    });
  }

  /**
   * A role that the function takes for one tenant at a time. What it may do with tenants' data is granted to this role,
   * and its own role may do none of it.
   */
  forTenants(): TenantRole {
    const role = new TenantRole(this, 'Tenant', { takenBy: this.#ownRole });
    this.function.addEnvironment('TENANT_ROLE_ARN', role.role.roleArn);
    return role;
  }

  /** Writing its own log and its traces, reading its own parameters; everything else is granted by the owners of resources. */
  #role({ stage }: StageSettings, name: FunctionName): Role {
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [this.logGroup.logGroupArn],
      }),
    );
    role.addToPolicy(readParameters(this, stage, name));
    role.addToPolicy(
      new PolicyStatement({ actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], resources: ['*'] }),
    );
    Validations.of(role).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray has no resources: these two actions can be granted on * only.',
    });
    return role;
  }
}

function assetOf(name: FunctionName): Code {
  const folder = functionAsset(name);
  if (!existsSync(folder))
    throw new Error(`There is no bundle in dist/functions/${name}: run \`npm run build\` first.`);
  return Code.fromAsset(folder);
}

/** An environment has strings only; what is left out is not set. */
const defined = (environment: object): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]: [string, unknown]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  );
