import { Arn, ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import {
  AccessLogField,
  AccessLogFormat,
  AuthorizationType,
  EndpointType,
  IdentitySource,
  Integration,
  IntegrationType,
  LogGroupLogDestination,
  MethodLoggingLevel,
  RequestAuthorizer,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ROUTES, type Route } from '../../shared/contract/routes.ts';
import type { StageSettings } from '../config.ts';
import { addGatewayErrors } from './gateway-errors.ts';

interface HttpApiProps {
  readonly settings: StageSettings;
  readonly authorizer: IFunction;
  /** By the name that the route table gives them. */
  readonly functions: Readonly<Record<Route['function'], IFunction>>;
}

const STAGE_NAME = 'live';

/** The REST API: one resource and method per entry of the route table, and nothing that is not in it. */
export class HttpApi extends Construct {
  readonly api: RestApi;

  constructor(scope: Construct, id: string, { settings, authorizer, functions }: HttpApiProps) {
    super(scope, id);
    const accessLog = new LogGroup(this, 'AccessLog', {
      logGroupName: `/stepwell/${settings.stage}/access`,
      retention: settings.logRetention,
      removalPolicy: settings.removalPolicy,
    });
    this.api = new RestApi(this, 'Api', {
      restApiName: `stepwell-${settings.stage}`,
      endpointTypes: [EndpointType.REGIONAL],
      cloudWatchRole: true,
      cloudWatchRoleRemovalPolicy: settings.removalPolicy,
      deployOptions: {
        stageName: STAGE_NAME,
        accessLogDestination: new LogGroupLogDestination(accessLog),
        accessLogFormat: ACCESS_LOG,
        loggingLevel: MethodLoggingLevel.ERROR,
        dataTraceEnabled: false,
        metricsEnabled: true,
        tracingEnabled: true,
        throttlingRateLimit: settings.throttle.rate,
        throttlingBurstLimit: settings.throttle.burst,
      },
    });
    this.#keepExecutionLog(settings);
    addGatewayErrors(this.api);
    this.#addRoutes(authorizer, functions, settings);
    this.#acknowledge();
  }

  /** API Gateway makes this log by itself, under this name and for ever; made first, it has an end. */
  #keepExecutionLog(settings: StageSettings): void {
    const log = new LogGroup(this, 'ExecutionLog', {
      logGroupName: `API-Gateway-Execution-Logs_${this.api.restApiId}/${STAGE_NAME}`,
      retention: settings.logRetention,
      removalPolicy: settings.removalPolicy,
    });
    this.api.deploymentStage.node.addDependency(log);
  }

  #addRoutes(authorizer: IFunction, functions: HttpApiProps['functions'], settings: StageSettings): void {
    const keys = new RequestAuthorizer(this, 'Authorizer', {
      handler: authorizer,
      identitySources: [IdentitySource.header('Authorization')],
      resultsCacheTtl: settings.authorizerTtl,
    });
    const integrations = new Map(
      Object.entries(functions).map(([name, alias]) => [name, this.#integration(name, alias)]),
    );
    for (const route of Object.values(ROUTES)) {
      const integration = integrations.get(route.function);
      this.api.root
        .resourceForPath(route.path)
        .addMethod(
          route.method,
          integration,
          route.role === 'public'
            ? { authorizationType: AuthorizationType.NONE }
            : { authorizationType: AuthorizationType.CUSTOM, authorizer: keys },
        );
    }
  }

  /** One permission for the whole API instead of two per method, which would meet the policy's size limit. */
  #integration(name: string, alias: IFunction): Integration {
    alias.addPermission(`Invoke-${name}`, {
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: this.api.arnForExecuteApi('*', '/*', this.api.deploymentStage.stageName),
      scope: this,
    });
    const path = `2015-03-31/functions/${alias.functionArn}/invocations`;
    const uri = Arn.format(
      {
        service: 'apigateway',
        account: 'lambda',
        resource: 'path',
        resourceName: path,
        arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
      },
      Stack.of(this),
    );
    return new Integration({ type: IntegrationType.AWS_PROXY, integrationHttpMethod: 'POST', uri });
  }

  #acknowledge(): void {
    const reasons: Readonly<Record<string, string>> = {
      'AwsSolutions::AwsSolutions-APIG2':
        'Every route validates path, query and body by its own schema in the function, with errors that name the field.',
      'AwsSolutions::AwsSolutions-APIG3':
        'A web ACL costs three times what the whole idle deployment does; the API is throttled, and every route but health and schemas needs a key. docs/operations.md tells how to put one in front.',
      'AwsSolutions::AwsSolutions-APIG4':
        'Public on purpose: health checks, and the schema and list of node types, which hold nothing of any tenant.',
      'AwsSolutions::AwsSolutions-COG4': 'Callers are machines with API keys, which the Lambda authorizer checks.',
      'AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]':
        "AWS's own policy for the account-wide role by which API Gateway writes logs.",
    };
    for (const [id, reason] of Object.entries(reasons)) Validations.of(this).acknowledge({ id, reason });
  }
}

/** One JSON line per request; no header, so no credential. */
const ACCESS_LOG = AccessLogFormat.custom(
  JSON.stringify({
    requestId: AccessLogField.contextRequestId(),
    extendedRequestId: AccessLogField.contextExtendedRequestId(),
    ip: AccessLogField.contextIdentitySourceIp(),
    method: AccessLogField.contextHttpMethod(),
    route: AccessLogField.contextResourcePath(),
    status: AccessLogField.contextStatus(),
    bytes: AccessLogField.contextResponseLength(),
    durationMs: AccessLogField.contextResponseLatency(),
    tenantId: AccessLogField.contextAuthorizer('tenantId'),
    error: AccessLogField.contextErrorResponseType(),
    time: AccessLogField.contextRequestTimeEpoch(),
  }),
);
