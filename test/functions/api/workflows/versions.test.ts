import { describe, expect, it } from 'vitest';
import { TIERS } from '../../../../shared/domain/tenant/tiers.ts';
import { contentHash } from '../../../../shared/domain/workflow/content-hash.ts';
import { DefinitionSchema } from '../../../../shared/domain/workflow/definition.ts';
import { aDefinition, workflowWorld } from './workflow-world.ts';

const OTHER = { principal: { tenantId: 'ten_02' } };

describe('POST /v1/workflows/{workflowId}/publish', () => {
  it('freezes the draft as the next version', async () => {
    const { send, create } = workflowWorld();
    const { id, etag } = await create();
    const { status, body } = await send(`POST /v1/workflows/${id}/publish`);
    expect(status).toBe(200);
    expect(body).toEqual({
      workflowId: id,
      version: 1,
      contentHash: contentHash(DefinitionSchema.parse(aDefinition())),
      publishedAt: '2026-01-01T12:00:30.000Z',
      publishedBy: 'key_01',
      warnings: [],
    });
    // Publishing changes no draft, so that an editor that is open elsewhere can still save.
    expect((await send(`GET /v1/workflows/${id}`)).body).toMatchObject({ version: 1, etag });
  });

  it('answers the version that an unchanged draft is already', async () => {
    const world = workflowWorld();
    const { id } = await world.create();
    const first = await world.send(`POST /v1/workflows/${id}/publish`);
    world.clock.now += 1000;
    expect((await world.send(`POST /v1/workflows/${id}/publish`)).body).toEqual(first.body);

    const reordered = Object.fromEntries(Object.entries(aDefinition()).toReversed());
    await world.send(`PUT /v1/workflows/${id}`, { body: reordered, headers: { 'If-Match': '*' } });
    expect((await world.send(`POST /v1/workflows/${id}/publish`)).body).toEqual(first.body);
  });

  it('counts on with each change, and goes back to no earlier number', async () => {
    const { send, create } = workflowWorld();
    const { id } = await create(aDefinition(1));
    const versions: number[] = [];
    for (const output of [1, 2, 1]) {
      await send(`PUT /v1/workflows/${id}`, { body: aDefinition(output), headers: { 'If-Match': '*' } });
      versions.push((await send(`POST /v1/workflows/${id}/publish`)).body.version);
    }
    expect(versions).toEqual([1, 2, 3]);
  });

  it('checks the draft again, by the limits of now', async () => {
    const { send, create } = workflowWorld();
    const { id } = await create();
    const principal = { limits: { ...TIERS.free, nodesPerWorkflow: 0 } };
    const answer = await send(`POST /v1/workflows/${id}/publish`, { principal });
    expect(answer).toMatchObject({ status: 422, body: { error: { code: 'INVALID_DEFINITION' } } });
  });

  it('publishes only the draft that was seen when If-Match names one', async () => {
    const { send, create } = workflowWorld();
    const { id } = await create();
    expect((await send(`POST /v1/workflows/${id}/publish`, { headers: { 'If-Match': '"r2"' } })).status).toBe(412);
    expect((await send(`POST /v1/workflows/${id}/publish`, { headers: { 'If-Match': '"r1"' } })).status).toBe(200);
  });

  it('answers 409 when somebody else changes the workflow at the same moment', async () => {
    const { send, create, workflows } = workflowWorld();
    const { id } = await create();
    workflows.publish = async () => 'stale';
    const answer = await send(`POST /v1/workflows/${id}/publish`);
    expect(answer).toMatchObject({ status: 409, body: { error: { code: 'CONFLICT' } } });
  });
});

describe('GET /v1/workflows/{workflowId}/versions', () => {
  it('lists versions newest first in pages, without definitions', async () => {
    const { send, create } = workflowWorld();
    const { id } = await create(aDefinition(0));
    for (const output of [1, 2]) {
      await send(`POST /v1/workflows/${id}/publish`);
      await send(`PUT /v1/workflows/${id}`, { body: aDefinition(output), headers: { 'If-Match': '*' } });
    }
    const first = await send(`GET /v1/workflows/${id}/versions?limit=1`);
    expect(first.body.items).toEqual([
      {
        workflowId: id,
        version: 2,
        contentHash: expect.stringMatching(/^[0-9a-f]{64}$/),
        publishedAt: '2026-01-01T12:00:30.000Z',
        publishedBy: 'key_01',
      },
    ]);
    const second = await send(`GET /v1/workflows/${id}/versions?limit=1&cursor=${first.body.nextCursor}`);
    expect(second.body).toMatchObject({ items: [{ version: 1 }] });
    expect((await send(`GET /v1/workflows/${id}/versions`, OTHER)).status).toBe(404);
  });
});

describe('GET /v1/workflows/{workflowId}/versions/{version}', () => {
  it('answers what runs, with defaults filled in, after the draft has moved on', async () => {
    const { send, create } = workflowWorld();
    const { id } = await create();
    await send(`POST /v1/workflows/${id}/publish`);
    await send(`PUT /v1/workflows/${id}`, { body: aDefinition(2), headers: { 'If-Match': '*' } });
    const { status, body } = await send(`GET /v1/workflows/${id}/versions/1`);
    expect({ status, definition: body.definition }).toEqual({
      status: 200,
      definition: DefinitionSchema.parse(aDefinition()),
    });
  });

  it.each(['2', '0', '01', '-1', '1.0', 'latest', '123456789', '%23'])('answers 404 for %s', async (version) => {
    const { send, create } = workflowWorld();
    const { id } = await create();
    await send(`POST /v1/workflows/${id}/publish`);
    expect((await send(`GET /v1/workflows/${id}/versions/${version}`)).status).toBe(404);
  });

  it('shows no version to another tenant', async () => {
    const { send, create } = workflowWorld();
    const { id } = await create();
    await send(`POST /v1/workflows/${id}/publish`);
    expect((await send(`GET /v1/workflows/${id}/versions/1`, OTHER)).status).toBe(404);
  });
});
