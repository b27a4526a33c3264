import { describe, expect, it } from 'vitest';
import { workflowWorld } from './workflow-world.ts';

const definition = (connection: string) => ({
  name: 'Calls',
  nodes: [{ id: 'a', type: 'http.request', config: { method: 'GET', url: 'https://x.example', connection } }],
});
const unknown = { code: 'CONNECTION_UNKNOWN', path: '/nodes/0/config/connection', severity: 'warning' };

describe('connections that a definition names', () => {
  it('are told of while the tenant has none of that name, and forbid nothing', async () => {
    const { send, create, connected } = workflowWorld();
    const { id, etag, body } = await create(definition('shop'));
    expect(body.warnings).toEqual([expect.objectContaining(unknown)]);
    const validated = await send('POST /v1/workflows/validate', { body: definition('shop') });
    expect(validated.body).toMatchObject({ valid: true, issues: [unknown] });
    expect((await send(`POST /v1/workflows/${id}/publish`)).body.warnings).toEqual([expect.objectContaining(unknown)]);
    connected.add('shop');
    const put = { body: definition('shop'), headers: { 'if-match': etag } };
    expect((await send(`PUT /v1/workflows/${id}`, put)).body.warnings).toEqual([]);
  });

  it('are no expressions', async () => {
    const { send } = workflowWorld();
    const { body } = await send('POST /v1/workflows/validate', { body: definition('{{ input.connection }}') });
    expect(body).toMatchObject({ valid: false, issues: [{ path: '/nodes/0/config/connection' }] });
  });
});
