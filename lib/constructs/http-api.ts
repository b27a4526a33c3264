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
import { pathsOf, ROUTES, type Route } from '../../shared/contract/routes.ts';
import type { StageSettings } from '../config.ts';
import { addGatewayErrors } from './gateway-errors.ts';
import { WebAcl } from './web-acl.ts';

interface HttpApiProps {
  readonly settings: StageSettings;
  /** Whether a web ACL stands in front. */
  readonly waf: boolean;
  readonly authorizer: IFunction;
  /** By the name that the route table gives them. */
  readonly functions: Readonly<Record<Route['function'], IFunction>>;
}

const STAGE_NAME = 'live';
const SYSTEM = 'api-system';

/** The REST API: one resource and method per entry of the route table, and nothing that is not in it. */
export class HttpApi extends Construct {
  readonly api: RestApi;

  constructor(scope: Construct, id: string, { settings, waf, authorizer, functions }: HttpApiProps) {
    super(scope, id);
    const accessLog = new LogGroup(this, 'AccessLog', {
      logGroupName: `/stepwell/${settings.stage}/access`,
      retention: settings.logRetention,
      removalPolicy: settings.removalPolicy,
    });
    this.api = new RestApi(this, 'Api', {
      restApiName: `stepwell-${settings.stage}`,
      // Answers may be compressed, and then are bytes. Bodies of requests arrive as base64 for it.
      binaryMediaTypes: ['*/*'],
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
    if (waf) new WebAcl(this, 'WebAcl', { settings, stageArn: this.api.deploymentStage.stageArn });
    this.#acknowledge(waf);
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
    const open = { authorizationType: AuthorizationType.NONE };
    const closed = { authorizationType: AuthorizationType.CUSTOM, authorizer: keys };
    const routes: readonly Route[] = Object.values(ROUTES);
    // What no method of a path takes, one function answers: 405 and which methods there are, or what pages of other
    // origins may do. Its own routes need no method of theirs.
    for (const path of new Set(routes.flatMap(pathsOf))) {
      this.api.root.resourceForPath(path).addMethod('ANY', integrations.get(SYSTEM), open);
    }
    for (const route of routes) {
      if (route.function === SYSTEM && route.role === 'public') continue;
      for (const path of pathsOf(route)) {
        const options = route.role === 'public' ? open : closed;
        this.api.root.resourceForPath(path).addMethod(route.method, integrations.get(route.function), options);
      }
    }
  }

  /** Its address, spelled without the deployment: functions may know it although the deployment needs them. */
  get address(): string {
    const { region, urlSuffix } = Stack.of(this);
    return `https://${this.api.restApiId}.execute-api.${region}.${urlSuffix}/${STAGE_NAME}`;
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

  #acknowledge(waf: boolean): void {
    const reasons: Readonly<Record<string, string>> = {
      'AwsSolutions::AwsSolutions-APIG2':
        'Every route validates path, query and body by its own schema in the function, with errors that name the field.',
      ...(!waf && {
        'AwsSolutions::AwsSolutions-APIG3':
          'A web ACL costs four times what the whole idle deployment does: prod has one, other stages on demand (-c waf=true). The API is throttled, and every route but health and schemas needs a key.',
      }),
      'AwsSolutions::AwsSolutions-APIG4':
        'Public on purpose: health checks, the schema and list of node types, the description of the API, the answer to methods that a path does not have, which hold nothing of any tenant; and the way back from a consent page, which needs a state that was given out for it.',
      'AwsSolutions::AwsSolutions-COG4':
        'Callers are machines with API keys and people with tokens of the pool or of another provider: one Lambda authorizer checks all of them.',
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
