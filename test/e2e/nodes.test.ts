import { describe, expect, inject, it } from 'vitest';
import { apiClient } from '../support/api-client.ts';

const api = apiClient(inject('cloud'));

describe('nodes that stop a run', () => {
  it('check values by a schema, and fail on purpose', async () => {
    const id = await api.publish({
      name: 'gatekeeper',
      nodes: [
        {
          id: 'order',
          type: 'data.validate',
          config: {
            value: '{{ input.order }}',
            schema: { type: 'object', required: ['id'], properties: { id: { maximum: '{{ input.max }}' } } },
          },
        },
        {
          id: 'refuse',
          type: 'flow.fail',
          config: { message: 'Order {{ nodes.order.id }} is refused.', code: 'REFUSED', data: '{{ nodes.order }}' },
        },
      ],
      edges: [{ from: 'order', to: 'refuse' }],
    });
    const { body: refused } = await api.run(id, { order: { id: 7 }, max: 10 });
    expect(refused).toMatchObject({
      status: 'failed',
      error: { nodeId: 'refuse', code: 'REFUSED', message: 'Order 7 is refused.', data: { id: 7 } },
    });
    const { body: invalid } = await api.run(id, { order: { id: 11 }, max: 10 });
    expect(invalid).toMatchObject({
      status: 'failed',
      error: { nodeId: 'order', code: 'INVALID_DATA', data: { issues: [{ path: '/id', code: 'OUT_OF_RANGE' }] } },
    });
    const { body: confused } = await api.run(id, { order: { id: 1 }, max: 'ten' });
    expect(confused.error).toMatchObject({ code: 'CONFIG_INVALID', data: { field: 'schema' } });
  });
});
