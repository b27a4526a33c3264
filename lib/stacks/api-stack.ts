import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { TABLE } from '../../shared/contract/table.ts';
import type { DeploymentOptions, StageSettings } from '../config.ts';
import { HttpApi } from '../constructs/http-api.ts';
import { StepwellFunction } from '../constructs/stepwell-function.ts';
import type { DataStack } from './data-stack.ts';
import type { EngineStack } from './engine-stack.ts';

interface ApiStackProps extends StackProps {
  readonly settings: StageSettings;
  readonly options: DeploymentOptions;
  readonly data: DataStack;
  readonly engine: EngineStack;
}

/** What callers meet: the REST API, the authorizer, one function per resource. */
export class ApiStack extends Stack {
  readonly http: HttpApi;
  readonly functions;

  constructor(scope: Construct, id: string, props: ApiStackProps) {
    super(scope, id, props);
    const { settings } = props;
    const authorizer = this.#authorizer(props);
    const workflows = this.#workflows(props);
    const runs = this.#runs(props);
    const system = this.#system(props);
    this.functions = { authorizer, workflows, runs, system };
    this.http = new HttpApi(this, 'Http', {
      settings,
      authorizer: authorizer.live,
      functions: { 'api-workflows': workflows.live, 'api-runs': runs.live, 'api-system': system.live },
    });
    new CfnOutput(this, 'ApiId', { value: this.http.api.restApiId });
    new CfnOutput(this, 'ApiStage', { value: this.http.api.deploymentStage.stageName });
    new CfnOutput(this, 'ApiUrl', { value: this.http.api.url });
  }

  #authorizer({ settings, data }: ApiStackProps) {
    const authorizer = new StepwellFunction(this, 'AuthorizerFunction', {
      settings,
      name: 'authorizer',
      timeout: Duration.seconds(5),
      environment: { TABLE_NAME: data.table.table.tableName },
    });
    data.table.grant(authorizer, 'GetItem');
    return authorizer;
  }

  #workflows({ settings, options, data }: ApiStackProps) {
    const workflows = new StepwellFunction(this, 'Workflows', {
      settings,
      name: 'api-workflows',
      environment: { TABLE_NAME: data.table.table.tableName, ...redis(options) },
    });
    data.table.grant(workflows.function, 'GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem');
    return workflows;
  }

  #runs({ settings, options, data, engine }: ApiStackProps) {
    const runs = new StepwellFunction(this, 'Runs', {
      settings,
      name: 'api-runs',
      environment: {
        TABLE_NAME: data.table.table.tableName,
        BUCKET_NAME: data.bodies.bucket.bucketName,
        ...redis(options),
        STATE_MACHINE_ARN: engine.machine.machine.stateMachineArn,
      },
    });
    data.table.grant(runs, 'GetItem', 'Query', 'PutItem', 'UpdateItem');
    data.table.grantQueryIndex(runs, TABLE.runsIndex);
    data.bodies.grantRead(runs);
    data.bodies.grantWrite(runs);
    engine.machine.grantStart(runs);
    engine.machine.grantWake(runs);
    return runs;
  }

  #system({ settings, data }: ApiStackProps) {
    const system = new StepwellFunction(this, 'System', {
      settings,
      name: 'api-system',
      environment: { TABLE_NAME: data.table.table.tableName, DATA_KEY_ARN: data.dataKey.key.keyArn },
    });
    data.table.grant(system, 'GetItem');
    data.dataKey.grantDescribe(system);
    return system;
  }
}

const redis = ({ redisRestUrl, redisRestToken }: DeploymentOptions) => ({
  REDIS_REST_URL: redisRestUrl,
  REDIS_REST_TOKEN: redisRestToken,
});
