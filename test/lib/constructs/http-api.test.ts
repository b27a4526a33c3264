import { beforeAll, describe, expect, it } from 'vitest';
import { pathsOf, ROUTES, type Route } from '../../../shared/contract/routes.ts';
import { type Resource, type Synthesized, synthesize } from '../../support/synthesize.ts';

const routes: readonly Route[] = Object.values(ROUTES);

describe('the HTTP API', () => {
  let stage: Synthesized;
  let methods: Readonly<Record<string, Resource['Properties']>>;

  beforeAll(() => {
    stage = synthesize('prod');
    const all = Object.values(stage.resources('AWS::ApiGateway::Method'));
    methods = Object.fromEntries(
      all.map(({ Properties }) => [
        `${Properties.HttpMethod} ${pathOf(stage.spell(Properties.ResourceId))}`,
        Properties,
      ]),
    );
  });

  /** Walks from a resource up to the root. */
  function pathOf(id: string): string {
    const resource = stage.resources('AWS::ApiGateway::Resource')[id];
    if (!resource) return '';
    return `${pathOf(stage.spell(resource.Properties.ParentId))}/${resource.Properties.PathPart}`;
  }

  /** The system function takes whatever no method of a path does, its own public routes among it. */
  const isCaught = (route: Route) => route.function === 'api-system' && route.role === 'public';
  const spell = (route: Route, path = route.path) => `${isCaught(route) ? 'ANY' : route.method} ${path}`;

  it('has a method for every path of every route, one for the methods that a path does not have, and no other', () => {
    const all = routes.flatMap((route) => pathsOf(route).flatMap((path) => [spell(route, path), `ANY ${path}`]));
    expect(Object.keys(methods).sort()).toEqual([...new Set(all)].sort());
  });

  it('keeps below what a stack and an API may have', () => {
    expect(Object.keys(stage.template('api').Resources).length).toBeLessThan(450);
    expect(Object.keys(stage.resources('AWS::ApiGateway::Resource')).length).toBeLessThan(280);
  });

  it('takes answers as bytes, which compressed ones are', () => {
    const [api] = Object.values(stage.resources('AWS::ApiGateway::RestApi'));
    expect(api?.Properties.BinaryMediaTypes).toEqual(['*/*']);
  });

  it('has no resource that takes any path', () => {
    const parts = Object.values(stage.resources('AWS::ApiGateway::Resource')).map(
      ({ Properties }) => Properties.PathPart,
    );
    expect(parts).toContain('{workflowId}');
    expect(parts.filter((part: string) => part.includes('+'))).toEqual([]);
  });

  it.each(Object.entries(ROUTES))('sends %s to its function, through the alias', (_, route: Route) => {
    const { Integration } = methods[spell(route)];
    expect(Integration).toMatchObject({ Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST' });
    const alias = /functions\/(\w+)\/invocations$/.exec(stage.spell(Integration.Uri))?.[1] ?? '';
    const functionId = stage.spell(stage.resources('AWS::Lambda::Alias')[alias]?.Properties.FunctionName);
    expect(stage.resources('AWS::Lambda::Function')[functionId]?.Properties.FunctionName).toBe(
      `stepwell-prod-${route.function}`,
    );
  });

  const places = routes.flatMap((route) => pathsOf(route).map((path) => [spell(route, path), route] as const));
  it.each(places)('asks the authorizer before %s unless it is public', (place, route) => {
    const { AuthorizationType, AuthorizerId } = methods[place];
    if (route.role === 'public') {
      expect([AuthorizationType, AuthorizerId]).toEqual(['NONE', undefined]);
    } else {
      expect(AuthorizationType).toBe('CUSTOM');
      expect(stage.resources('AWS::ApiGateway::Authorizer')[stage.spell(AuthorizerId)]).toBeDefined();
    }
  });

  it('reads the credential from the Authorization header and believes an answer for less than a minute', () => {
    const [authorizer, ...others] = Object.values(stage.resources('AWS::ApiGateway::Authorizer'));
    expect(others).toEqual([]);
    expect(authorizer?.Properties).toMatchObject({
      Type: 'REQUEST',
      IdentitySource: 'method.request.header.Authorization',
    });
    expect(authorizer?.Properties.AuthorizerResultTtlInSeconds).toBeLessThanOrEqual(50);
  });

  it('answers its own errors in our envelope', () => {
    const responses = Object.values(stage.resources('AWS::ApiGateway::GatewayResponse')).map(
      ({ Properties }) => Properties,
    );
    const summary = responses.map(({ ResponseType, StatusCode, ResponseTemplates }) => {
      const body = JSON.parse(ResponseTemplates['application/json']);
      expect(body).toEqual({
        success: false,
        error: {
          code: expect.stringMatching(/^[A-Z_]+$/),
          message: expect.any(String),
          correlationId: '$context.requestId',
        },
      });
      return [ResponseType, [StatusCode, body.error.code]];
    });
    expect(Object.fromEntries(summary)).toEqual({
      // A status here would be that of every type without an entry, a 415 or a 503 too.
      DEFAULT_4XX: [undefined, 'BAD_REQUEST'],
      DEFAULT_5XX: [undefined, 'INTERNAL'],
      UNAUTHORIZED: ['401', 'UNAUTHORIZED'],
      ACCESS_DENIED: ['403', 'FORBIDDEN'],
      WAF_FILTERED: ['403', 'FORBIDDEN'],
      MISSING_AUTHENTICATION_TOKEN: ['404', 'NOT_FOUND'],
      INVALID_SIGNATURE: ['404', 'NOT_FOUND'],
      REQUEST_TOO_LARGE: ['413', 'PAYLOAD_TOO_LARGE'],
      THROTTLED: ['429', 'THROTTLED'],
      INTEGRATION_TIMEOUT: ['504', 'TIMEOUT'],
    });
  });

  it('logs each request as one JSON object with no header in it', () => {
    const [live] = Object.values(stage.resources('AWS::ApiGateway::Stage'));
    const format = JSON.parse(live?.Properties.AccessLogSetting.Format);
    expect(Object.keys(format)).toEqual(
      expect.arrayContaining(['requestId', 'route', 'status', 'durationMs', 'tenantId']),
    );
    for (const value of Object.values(format)) expect(value).toMatch(/^\$context\.[A-Za-z.]+$/);
    expect(JSON.stringify(format)).not.toMatch(/header|userAgent|\$context\.path"/i);
  });

  it('throttles every method and writes no body of a request to the log', () => {
    const [live] = Object.values(stage.resources('AWS::ApiGateway::Stage'));
    expect(live?.Properties.StageName).toBe('live');
    expect(live?.Properties.MethodSettings).toEqual([
      expect.objectContaining({
        HttpMethod: '*',
        ResourcePath: '/*',
        DataTraceEnabled: false,
        ThrottlingRateLimit: expect.any(Number),
        ThrottlingBurstLimit: expect.any(Number),
      }),
    ]);
  });

  it('makes the log of executions before API Gateway does, which would keep it for ever', () => {
    const [id, log] = Object.entries(stage.resources('AWS::Logs::LogGroup', 'api')).find(([, { Properties }]) =>
      JSON.stringify(Properties.LogGroupName).includes('API-Gateway-Execution-Logs_'),
    ) ?? ['', undefined];
    expect(stage.spell(log?.Properties.LogGroupName)).toMatch(/^API-Gateway-Execution-Logs_\w+\/live$/);
    const [live] = Object.values(stage.resources('AWS::ApiGateway::Stage')) as (Resource & { DependsOn?: string[] })[];
    expect(live?.DependsOn).toContain(id);
  });
});
