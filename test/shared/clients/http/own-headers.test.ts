import { describe, expect, it } from 'vitest';
import { ownHeaders } from '../../../../shared/clients/http/own-headers.ts';
import { parseTraceparent } from '../../../../shared/domain/trace/traceparent.ts';
import { clientFor, get, startEcho, startHttp, textOf } from './local-server.ts';

const trace = { correlationId: 'corr-1', traceId: '4bf92f3577b34da6a3ce929d0e0e4736' };

describe('ownHeaders', () => {
  it('tells only the product when the call belongs to no run', () => {
    expect([...ownHeaders('Stepwell/1', undefined)]).toEqual([['user-agent', 'Stepwell/1']]);
  });

  it('tells the run, one hop more than it has', () => {
    const headers = ownHeaders('Stepwell/1', { ...trace, hops: 3 });
    expect(Object.fromEntries(headers)).toEqual({
      'user-agent': 'Stepwell/1',
      'x-correlation-id': 'corr-1',
      traceparent: expect.stringMatching(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01$/),
      'x-stepwell-hop': '4',
    });
    expect(ownHeaders('Stepwell/1', trace).get('x-stepwell-hop')).toBe('1');
  });

  it('makes a span for each call', () => {
    const spans = Array.from({ length: 100 }, () => parseTraceparent(ownHeaders('', trace).get('traceparent') ?? ''));
    expect(new Set(spans.map((span) => span?.parentId)).size).toBe(100);
    expect(new Set(spans.map((span) => span?.traceId))).toEqual(new Set([trace.traceId]));
  });

  it('takes the 16th hop and refuses the 17th', () => {
    expect(ownHeaders('', { ...trace, hops: 15 }).get('x-stepwell-hop')).toBe('16');
    for (const hops of [16, 17, 1000]) {
      expect(() => ownHeaders('', { ...trace, hops })).toThrow(
        expect.objectContaining({ name: 'PermanentNodeError', code: 'TOO_MANY_HOPS' }),
      );
    }
  });
});

describe('a call of a run', () => {
  it('is not made when it would be a hop too many', async () => {
    const server = await startEcho();
    const call = (hops: number) => get(clientFor([server]), server.origin, { trace: { ...trace, hops } });
    await expect(call(16)).rejects.toMatchObject({ code: 'TOO_MANY_HOPS' });
    expect(server.connections()).toBe(0);
    expect((await call(15)).status).toBe(200);
  });

  it('is told from a caller that says otherwise', async () => {
    const server = await startEcho();
    const headers = { 'X-Correlation-ID': 'theirs' };
    const { headers: seen } = JSON.parse(textOf(await get(clientFor([server]), server.origin, { headers, trace })));
    expect(seen['x-correlation-id']).toBe('corr-1');
    const without = JSON.parse(textOf(await get(clientFor([server]), server.origin, { headers })));
    expect(without.headers['x-correlation-id']).toBe('theirs');
  });

  it('is still told after redirects, to another origin too, and a trace of the caller is not', async () => {
    const target = await startEcho();
    const start = await startHttp((request, response) =>
      response.writeHead(307, { location: request.url === '/' ? '/again' : target.origin }).end(),
    );
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-00';
    const client = clientFor([start, target]);
    const more = { headers: { traceparent, 'user-agent': 'Mine' }, trace: { ...trace, hops: 4 } };
    const { headers } = JSON.parse(textOf(await get(client, start.origin, more)));
    expect(headers).toMatchObject({
      'user-agent': 'Stepwell/1.2.3',
      'x-correlation-id': 'corr-1',
      'x-stepwell-hop': '5',
      traceparent: expect.stringContaining(trace.traceId),
    });
  });
});
