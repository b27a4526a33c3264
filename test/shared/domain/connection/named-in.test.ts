import { describe, expect, it } from 'vitest';
import { connectionsNamedIn } from '../../../../shared/domain/connection/named-in.ts';

const http = (connection?: string) => ({ id: 'a', type: 'http.request', config: { url: 'x', connection } });

describe('connectionsNamedIn', () => {
  it('finds each name once, in nodes within nodes too', () => {
    const nested = { id: 'm', type: 'flow.map', config: { items: '{{ input }}', body: { nodes: [http('inner')] } } };
    expect(connectionsNamedIn({ nodes: [http('shop'), http(), http('bank'), http('shop'), nested] })).toEqual([
      'bank',
      'inner',
      'shop',
    ]);
  });

  it('takes no other place of that name for one', () => {
    const body = { id: 'a', type: 'http.request', config: { url: 'x', body: { connection: 'not one', nodes: [] } } };
    expect(connectionsNamedIn({ nodes: [body], output: { connection: 'nor this' } })).toEqual([]);
    expect(connectionsNamedIn({})).toEqual([]);
  });
});
