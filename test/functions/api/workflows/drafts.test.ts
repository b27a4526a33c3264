import { describe, expect, it } from 'vitest';
import { TIERS } from '../../../../shared/domain/tenant/tiers.ts';
import { aDefinition, NOW, workflowWorld } from './workflow-world.ts';

const AT = '2026-01-01T12:00:30.000Z';
const ID = /^wf_[0-9A-Z]{26}$/;
const OTHER = { principal: { tenantId: 'ten_02' } };
const ABSENT = 'wf_01JGJH40000000000000000000';

describe('POST /v1/workflows', () => {
  it('keeps the definition as a draft without a version', async () => {
    const { send } = workflowWorld();
    const definition = aDefinition();
    const { status, headers, body } = await send('POST /v1/workflows', { body: definition });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.stringMatching(ID),
      name: 'Totals',
      version: null,
      etag: '"r1"',
      definition,
      warnings: [],
      createdAt: AT,
      updatedAt: AT,
    });
    expect(headers).toMatchObject({ etag: '"r1"', location: `/v1/workflows/${body.id}` });
  });

  it('answers 422 with all issues for a definition with errors, and keeps nothing', async () => {
    const { send } = workflowWorld();
    const { status, body } = await send('POST /v1/workflows', { body: { ...aDefinition('{{ 1 + }}'), nmae: 'x' } });
    expect(status).toBe(422);
    expect(body).toMatchObject({
      success: false,
      error: {
        code: 'INVALID_DEFINITION',
        details: [
          { path: '/nmae', code: 'UNKNOWN_FIELD', hint: 'Did you mean "name"?' },
          { path: '/nodes/0/config/output', code: 'EXPRESSION_SYNTAX' },
        ],
      },
    });
    expect((await send('GET /v1/workflows')).body).toEqual({ items: [] });
  });

  it('keeps a definition with warnings, and tells them', async () => {
    const { send } = workflowWorld();
    const choice = { cases: [{ port: 'yes', when: '{{ input.total > 1 }}' }], default: 'no' };
    const definition = aDefinition();
    const nodes = [{ id: 'big', type: 'flow.choice', config: choice }, ...definition.nodes];
    const edges = [{ from: 'big', port: 'yes', to: 'total' }];
    const { status, body } = await send('POST /v1/workflows', {
      body: { ...definition, nodes, edges, output: '{{ nodes.total }}' },
    });
    expect(status).toBe(201);
    expect(body.warnings).toMatchObject([{ code: 'REFERENCE_MAY_BE_SKIPPED', path: '/output' }]);
  });

  it('holds to the limits of the tenant', async () => {
    const { send } = workflowWorld();
    const principal = { limits: { ...TIERS.free, nodesPerWorkflow: 0 } };
    const { status, body } = await send('POST /v1/workflows', { body: aDefinition(), principal });
    expect({ status, code: body.error.details[0].code }).toEqual({ status: 422, code: 'LIMIT_NODES' });
  });

  it.each([
    ['{"name": ', 400, 'MALFORMED_JSON'],
    [undefined, 400, 'MALFORMED_JSON'],
    ['[]', 422, 'INVALID_DEFINITION'],
    ['null', 422, 'INVALID_DEFINITION'],
  ])('refuses the body %s with %i', async (text, status, code) => {
    const answer = await workflowWorld().send('POST /v1/workflows', { body: text });
    expect(answer).toMatchObject({ status, body: { error: { code } } });
  });

  it('needs the role of an editor', async () => {
    const answer = await workflowWorld().send('POST /v1/workflows', {
      body: aDefinition(),
      principal: { role: 'runner' },
    });
    expect(answer.status).toBe(403);
  });
});

describe('POST /v1/workflows/validate', () => {
  it('answers 200 for any document, and keeps nothing', async () => {
    const { send } = workflowWorld();
    const valid = await send('POST /v1/workflows/validate', { body: aDefinition() });
    expect(valid).toMatchObject({ status: 200, body: { valid: true, issues: [] } });
    const invalid = await send('POST /v1/workflows/validate', { body: '[1]' });
    expect(invalid).toMatchObject({ status: 200, body: { valid: false, issues: [{ path: '', code: 'WRONG_TYPE' }] } });
    expect((await send('GET /v1/workflows')).body.items).toEqual([]);
  });
});

describe('GET /v1/workflows', () => {
  it('lists the headers of the own workflows in pages, newest first', async () => {
    const world = workflowWorld();
    const ids: string[] = [];
    for (let age = 0; age < 3; age++) {
      world.clock.now = NOW + age;
      ids.unshift((await world.create()).id);
    }
    const first = await world.send('GET /v1/workflows?limit=2');
    expect(first.body.items.map(({ id }: { id: string }) => id)).toEqual(ids.slice(0, 2));
    expect(first.body.items[0]).toEqual({
      id: ids[0],
      name: 'Totals',
      version: null,
      etag: '"r1"',
      createdAt: '2026-01-01T12:00:30.002Z',
      updatedAt: '2026-01-01T12:00:30.002Z',
    });
    const second = await world.send(`GET /v1/workflows?limit=2&cursor=${first.body.nextCursor}`);
    expect(second.body.items.map(({ id }: { id: string }) => id)).toEqual(ids.slice(2));
    expect(second.body).not.toHaveProperty('nextCursor');
    expect((await world.send('GET /v1/workflows', OTHER)).body).toEqual({ items: [] });
  });

  it.each(['limit=0', 'limit=many', 'offset=1'])('refuses ?%s with 400', async (query) => {
    const answer = await workflowWorld().send(`GET /v1/workflows?${query}`);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'INVALID_PARAMETER' } } });
  });
});

describe('GET /v1/workflows/{workflowId}', () => {
  it('answers the draft as its author sent it, with its ETag', async () => {
    const { send, create } = workflowWorld();
    const { id, body: created } = await create();
    const { status, headers, body } = await send(`GET /v1/workflows/${id}`);
    const { warnings: _warnings, ...draft } = created;
    expect({ status, body, etag: headers.etag }).toEqual({ status: 200, body: draft, etag: '"r1"' });
  });

  it('answers 404 alike for absent, foreign and impossible ids, by every method', async () => {
    const { send, create } = workflowWorld();
    const { id } = await create();
    const body = aDefinition();
    const headers = { 'If-Match': '*' };
    for (const [method, options] of [
      ['GET', {}],
      ['PUT', { body, headers }],
      ['DELETE', {}],
    ] as const) {
      const answers = await Promise.all([
        send(`${method} /v1/workflows/${id}`, { ...options, ...OTHER }),
        send(`${method} /v1/workflows/${ABSENT}`, options),
        send(`${method} /v1/workflows/wf_1%23WORKFLOW`, options),
      ]);
      const texts = answers.map(({ body: { error }, status }) => `${status} ${error.code} ${error.message}`);
      expect(texts).toEqual([
        '404 NOT_FOUND There is no such workflow.',
        '404 NOT_FOUND There is no such workflow.',
        '404 NOT_FOUND There is no such workflow.',
      ]);
    }
    expect((await send(`GET /v1/workflows/${id}`)).status).toBe(200);
  });
});

describe('PUT /v1/workflows/{workflowId}', () => {
  it('replaces the draft that was seen, and makes a new ETag', async () => {
    const world = workflowWorld();
    const { id, etag } = await world.create();
    world.clock.now = NOW + 1000;
    const definition = aDefinition(2, 'Renamed');
    const { status, headers, body } = await world.send(`PUT /v1/workflows/${id}`, {
      body: definition,
      headers: { 'If-Match': etag },
    });
    expect({ status, etag: headers.etag }).toEqual({ status: 200, etag: '"r2"' });
    expect(body).toMatchObject({ name: 'Renamed', definition, createdAt: AT, updatedAt: '2026-01-01T12:00:31.000Z' });
    expect((await world.send(`GET /v1/workflows/${id}`)).body).toMatchObject({ definition, etag: '"r2"' });
  });

  it('answers 428 without If-Match and 412 with an old one, and changes nothing', async () => {
    const { send, create } = workflowWorld();
    const { id, etag } = await create();
    const put = (headers: Record<string, string>, name: string) =>
      send(`PUT /v1/workflows/${id}`, { body: aDefinition(1, name), headers });
    expect(await put({}, 'B')).toMatchObject({ status: 428, body: { error: { code: 'PRECONDITION_REQUIRED' } } });
    expect((await put({ 'If-Match': etag }, 'C')).status).toBe(200);
    const stale = await put({ 'If-Match': etag }, 'D');
    expect(stale).toMatchObject({ status: 412, body: { error: { code: 'PRECONDITION_FAILED', etag: '"r2"' } } });
    expect((await send(`GET /v1/workflows/${id}`)).body.name).toBe('C');
  });

  it('lets one of two changes of the same draft win', async () => {
    const { send, create } = workflowWorld();
    const { id, etag } = await create();
    const answers = await Promise.all(
      ['A', 'B'].map((name) =>
        send(`PUT /v1/workflows/${id}`, { body: aDefinition(1, name), headers: { 'If-Match': etag } }),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412]);
  });

  it('refuses a definition with errors and keeps the draft', async () => {
    const { send, create } = workflowWorld();
    const { id, etag } = await create();
    const headers = { 'If-Match': etag };
    expect((await send(`PUT /v1/workflows/${id}`, { body: { name: 'x' }, headers })).status).toBe(422);
    expect((await send(`GET /v1/workflows/${id}`)).headers.etag).toBe(etag);
  });
});

describe('DELETE /v1/workflows/{workflowId}', () => {
  it('deletes with 204 and no body', async () => {
    const { send, create } = workflowWorld();
    const { id } = await create();
    expect(await send(`DELETE /v1/workflows/${id}`)).toMatchObject({ status: 204, body: undefined });
    expect((await send(`GET /v1/workflows/${id}`)).status).toBe(404);
    expect((await send(`DELETE /v1/workflows/${id}`)).status).toBe(404);
  });

  it('answers 412 when the draft is another than the one that was seen', async () => {
    const { send, create } = workflowWorld();
    const { id } = await create();
    expect((await send(`DELETE /v1/workflows/${id}`, { headers: { 'If-Match': '"r9"' } })).status).toBe(412);
    expect((await send(`DELETE /v1/workflows/${id}`, { headers: { 'If-Match': '"r1"' } })).status).toBe(204);
  });
});
