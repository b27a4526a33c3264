import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { openApiDocument } from '../../openapi/document.ts';
import type { OpenApiDocument, Operation, Response } from '../../openapi/open-api.ts';
import { operationOf } from '../../openapi/operation.ts';
import { DOCS, ROUTE_MODULES } from '../../openapi/route-sources.ts';
import { Schemas } from '../../openapi/schemas.ts';
import { describe as describeRoute } from '../../openapi/traits.ts';
import { ErrorSchema } from '../../shared/contract/answer-schemas.ts';
import { ROUTES, type Route, type RouteName } from '../../shared/contract/routes.ts';
import type { Json } from '../../shared/domain/json/json.ts';
import { limitsOf } from '../../shared/domain/tenant/tiers.ts';
import { validateDefinition } from '../../shared/domain/workflow/validate.ts';
import { NODE_TYPES } from '../../shared/nodes/node-types.ts';
import { workflowSchema } from '../../shared/nodes/workflow-schema.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const routes = Object.entries<Route>(ROUTES) as [RouteName, Route][];

let document: OpenApiDocument;
beforeAll(async () => {
  document = await openApiDocument('https://api.example');
});

/** What redocly says of a document by the rules of the repository; empty when it is clean. */
async function lint(subject: unknown): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'stepwell-openapi-'));
  const file = join(folder, 'openapi.json');
  await writeFile(file, JSON.stringify(subject));
  const args = [join(ROOT, 'node_modules', '.bin', 'redocly'), 'lint', '--config', join(ROOT, 'redocly.yaml'), file];
  const env = { ...process.env, REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', REDOCLY_TELEMETRY: 'off' };
  try {
    await promisify(execFile)(process.execPath, args, { cwd: folder, env });
    return '';
  } catch (error) {
    return `${Reflect.get(Object(error), 'stdout')}${Reflect.get(Object(error), 'stderr')}`;
  } finally {
    await rm(folder, { recursive: true });
  }
}

function problemOf(definition: unknown): string | undefined {
  const { issues } = validateDefinition(definition as Json, { nodeTypes: NODE_TYPES, limits: limitsOf('free') });
  return issues.length === 0 ? undefined : JSON.stringify(issues);
}

const operationAt = ({ path, method }: Route): Operation | undefined => document.paths[path]?.[method.toLowerCase()];

function responsesOf(route: Route): Readonly<Record<string, Response>> {
  const entries = Object.entries(operationAt(route)?.responses ?? {}).map(([status, response]) => {
    const name = '$ref' in response ? response.$ref.split('/').at(-1) : undefined;
    return [status, name === undefined ? response : document.components.responses[name]];
  });
  return Object.fromEntries(entries);
}

describe('the OpenAPI document', () => {
  it('is clean by the rules of redocly', async () => {
    expect(await lint(document)).toBe('');
  });

  it('is not clean when an operation lacks its summary', async () => {
    const { summary: _summary, ...getLive } = document.paths['/v1/health/live']?.get ?? {};
    const paths = { ...document.paths, '/v1/health/live': { get: getLive } };
    expect(await lint({ ...document, paths })).toContain('operation-summary');
  });

  it('has an operation for every route, and no other', () => {
    const described = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, { operationId }]) => `${operationId} ${method.toUpperCase()} ${path}`),
    );
    expect(described.toSorted()).toEqual(
      routes.map(([name, { method, path }]) => `${name} ${method} ${path}`).toSorted(),
    );
  });

  it.each(routes)('says of %s who may call it', (_name, route) => {
    const operation = operationAt(route);
    expect(operation?.['x-required-role']).toBe(route.role);
    expect(operation?.security).toEqual(route.role === 'public' ? [] : [{ bearer: [] }]);
    expect(Object.hasOwn(operation?.responses ?? {}, 401)).toBe(route.role !== 'public');
  });

  it.each(routes)('describes every good answer of %s, and errors by the envelope with examples', (name, route) => {
    const responses = responsesOf(route);
    for (const status of Object.keys(DOCS[name].answers)) expect(responses).toHaveProperty(status);
    for (const [status, codes] of Object.entries(DOCS[name].errors ?? {})) {
      const examples = Object.keys(responses[status]?.content?.['application/json']?.examples ?? {});
      expect(examples, status).toEqual(expect.arrayContaining([...codes]));
    }
    for (const status of ['400', '405', '413', '500', '504']) expect(responses).toHaveProperty(status);
    for (const { headers } of Object.values(responses)) expect(headers).toHaveProperty('X-Correlation-Id');
  });

  it('has examples that are envelopes, each of its code', () => {
    const examples = Object.entries(document.components.examples);
    expect(examples.length).toBeGreaterThan(40);
    for (const [code, { value }] of examples) expect(ErrorSchema.parse(value).error.code).toBe(code);
  });

  it('has what its references name', () => {
    const targets = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, target = '']) => target);
    expect(targets.length).toBeGreaterThan(200);
    for (const target of new Set(targets)) {
      const found = target.split('/').reduce<unknown>((at, part) => Reflect.get(Object(at), part), document);
      expect(found, target).toBeDefined();
    }
  });

  it('has patterns that other languages read too', () => {
    const patterns = [...JSON.stringify(document).matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)].map(([, text = '']) =>
      String(JSON.parse(text)),
    );
    expect(patterns.length).toBeGreaterThan(20);
    for (const pattern of patterns) {
      expect(() => new RegExp(pattern, 'u')).not.toThrow();
      expect(pattern).not.toMatch(/\\p\{|\(\?<[=!]/);
    }
  });

  it('takes definitions of workflows by the schema that is published', () => {
    const { WorkflowDefinition } = document.components.schemas;
    const { $id: _id, $schema: _schema, $defs: _defs, ...published } = workflowSchema();
    expect(Object.keys(WorkflowDefinition ?? {})).toEqual(Object.keys(published));
    for (const name of ['createWorkflow', 'updateWorkflow', 'validateWorkflow'] as const) {
      const schema = operationAt(ROUTES[name])?.requestBody?.content['application/json']?.schema;
      expect(schema).toEqual({ $ref: '#/components/schemas/WorkflowDefinition' });
    }
  });

  it('knows an idempotency key where one is honoured, and nowhere else', () => {
    const taking = routes.filter(([, route]) =>
      JSON.stringify(operationAt(route)?.parameters).includes('IdempotencyKey'),
    );
    const honouring = routes.filter(([name, route]) => route.idempotent !== undefined || name === 'startRun');
    expect(taking.map(([name]) => name)).toEqual(honouring.map(([name]) => name));
  });

  it('knows 304 for reads, and for nothing else', () => {
    for (const [name, route] of routes) {
      const isRead = route.method === 'GET' && DOCS[name].answers[200] !== undefined;
      expect(Object.hasOwn(responsesOf(route), 304), name).toBe(isRead);
    }
  });

  it('shows a body that is accepted for every operation that takes one', async () => {
    for (const [name, route] of routes) {
      const { body } = (await ROUTE_MODULES[name]()).route;
      const { requestBody } = operationAt(route) ?? {};
      if (body === undefined) continue;
      const example = requestBody?.content['application/json']?.example;
      const problem = body === 'json' ? problemOf(example) : body.safeParse(example).error?.message;
      expect([name, example === undefined ? 'there is no example' : problem]).toEqual([name, undefined]);
    }
  });

  it('gives numbers of a query as numbers', () => {
    const limit = operationAt(ROUTES.listRuns)?.parameters.find((one) => 'name' in one && one.name === 'limit');
    expect(limit).toMatchObject({ in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100, default: 50 } });
  });
});

describe('a route that is deprecated', () => {
  it('is described so, with the headers that say it', async () => {
    const { route: code } = await ROUTE_MODULES.getRun();
    const described = describeRoute('getRun', code, DOCS.getRun);
    const deprecated = { since: '2027-01-31', sunset: '2027-07-31', successor: '/v2/runs/{runId}' };
    const operation = operationOf({ ...described, route: { ...described.route, deprecated } }, new Schemas());
    expect(operation).toMatchObject({ deprecated: true, 'x-sunset': '2027-07-31' });
    expect(operation.description).toContain('/v2/runs/{runId}');
    expect(operation.responses[200]).toHaveProperty('headers.Sunset');
    expect(operationOf(described, new Schemas())).not.toHaveProperty('deprecated');
  });
});
