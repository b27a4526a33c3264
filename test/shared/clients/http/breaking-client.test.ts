import { describe, expect, it } from 'vitest';
import { createBreakingClient } from '../../../../shared/clients/http/breaking-client.ts';
import { networkFailure, timedOut } from '../../../../shared/clients/http/failures.ts';
import { NodeTimeoutError, PermanentNodeError, TransientNodeError } from '../../../../shared/domain/node/errors.ts';
import type { OutboundRequest } from '../../../../shared/domain/node/outbound.ts';
import { CircuitOpenError } from '../../../../shared/domain/resilience/circuit-open-error.ts';
import { Resilience } from '../../../../shared/domain/resilience/resilience.ts';
import { FakeOutbound } from '../../../support/connection-world.ts';
import { FakeLog } from '../../../support/fake-log.ts';

const THRESHOLD = 5;
const REFUSED = Object.assign(new Error('down'), { code: 'ECONNREFUSED' });

const requestTo = (url: string, more: Partial<OutboundRequest> = {}): OutboundRequest => ({
  method: 'GET',
  url,
  headers: {},
  timeoutMs: 60_000,
  signal: new AbortController().signal,
  ...more,
});

/** Tenants before one network, with breakers as a process has them. */
function world(limitOf?: (host: string) => number | undefined) {
  const outbound = new FakeOutbound();
  const calls = new Resilience({ log: new FakeLog(), now: Date.now });
  const resilience = async () => calls;
  const clientOf = (tenantId: string) =>
    createBreakingClient({ outbound, tenantId, resilience, ...(limitOf && { limitOf }) });
  const client = clientOf('ten_1');
  const codesOf = async (times: number, url = 'https://api.example/v1', of = client) => {
    const codes: unknown[] = [];
    for (let count = 0; count < times; count += 1) {
      codes.push(
        await of.request(requestTo(url)).then(
          ({ status }) => status,
          (error: { readonly code: string }) => error.code,
        ),
      );
    }
    return codes;
  };
  const fail = (error: Error) => {
    outbound.answer = () => {
      throw error;
    };
  };
  return { outbound, clientOf, client, codesOf, fail, calls };
}

describe('the breaker before the outbound client', () => {
  it.each([500, 502, 503, 504])('opens for a host that answers %i, and calls it no more', async (status) => {
    const { outbound, codesOf } = world();
    outbound.answer = () => ({ status });
    const expected = [...Array(THRESHOLD).fill(status), 'CIRCUIT_OPEN', 'CIRCUIT_OPEN', 'CIRCUIT_OPEN'];
    expect(await codesOf(THRESHOLD + 3)).toEqual(expected);
    expect(outbound.requests).toHaveLength(THRESHOLD);
  });

  it.each([
    ['that cannot be reached', networkFailure(REFUSED, 'api.example')],
    ['that takes longer than the call has', timedOut(100)],
    ['that takes longer than its node has', new NodeTimeoutError('NODE_TIMED_OUT', 'Too long.')],
  ])('opens for a host %s', async (_what, error) => {
    const { codesOf, fail } = world();
    fail(error);
    expect((await codesOf(THRESHOLD + 1)).at(-1)).toBe('CIRCUIT_OPEN');
  });

  it.each([400, 401, 403, 404, 408, 409, 422, 429])('stays closed for %i', async (status) => {
    const { outbound, codesOf } = world();
    outbound.answer = () => ({ status });
    expect(await codesOf(3 * THRESHOLD)).toEqual(Array(3 * THRESHOLD).fill(status));
  });

  it.each([
    ['are given up by their run', new TransientNodeError('ABORTED', 'Given up.')],
    ['are refused before they go out', new PermanentNodeError('ADDRESS_REFUSED', 'Private.')],
  ])('takes no note of calls that %s', async (_what, error) => {
    const { outbound, codesOf, fail } = world();
    outbound.answer = () => ({ status: 500 });
    await codesOf(THRESHOLD - 1);
    fail(error);
    expect(await codesOf(30)).toEqual(Array(30).fill(error.code));
    outbound.answer = () => ({ status: 500 });
    expect(await codesOf(2)).toEqual([500, 'CIRCUIT_OPEN']);
  });

  it('is one for each tenant and each host with its port', async () => {
    const { outbound, clientOf, codesOf } = world();
    outbound.answer = () => ({ status: 500 });
    expect((await codesOf(THRESHOLD + 1)).at(-1)).toBe('CIRCUIT_OPEN');
    expect(await codesOf(1, 'https://API.example:443/v2')).toEqual(['CIRCUIT_OPEN']);
    expect(await codesOf(1, 'https://api.example:8443/v1')).toEqual([500]);
    expect(await codesOf(1, 'https://other.example/v1')).toEqual([500]);
    expect(await codesOf(1, 'https://api.example/v1', clientOf('ten_2'))).toEqual([500]);
  });

  it('fails a call with an error that says when to try again, and why', async () => {
    const { outbound, client, codesOf } = world();
    outbound.answer = () => ({ status: 500 });
    await codesOf(THRESHOLD);
    const error = await client.request(requestTo('https://api.example/')).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'TransientNodeError', retryAfterMs: 10_000, data: { retryAfterSeconds: 10 } });
    expect((error as Error).cause).toBeInstanceOf(CircuitOpenError);
  });

  it('sends each call once, with the time that its caller gives it', async () => {
    const { outbound, client } = world();
    outbound.answer = () => ({ status: 503 });
    await client.request(requestTo('https://api.example/', { timeoutMs: 780_000 }));
    expect(outbound.requests.map(({ timeoutMs }) => timeoutMs)).toEqual([780_000]);
  });

  it('shortens that to what the deployment says, and never makes it longer', async () => {
    const { outbound, client } = world((host) => (host === 'slow.example' ? 20_000 : undefined));
    await client.request(requestTo('https://slow.example/', { timeoutMs: 60_000 }));
    await client.request(requestTo('https://slow.example/', { timeoutMs: 5000 }));
    await client.request(requestTo('https://api.example/', { timeoutMs: 60_000 }));
    expect(outbound.requests.map(({ timeoutMs }) => timeoutMs)).toEqual([20_000, 5000, 60_000]);
  });

  it('leaves what names no host to the client', async () => {
    const { outbound, codesOf, calls } = world();
    const urls = ['nonsense', 'data:text/plain,x', `https://${'a'.repeat(300)}/`];
    for (const url of urls) await codesOf(1, url);
    expect(outbound.requests.map(({ url }) => url)).toEqual(urls);
    expect(await calls.snapshot('ten_1')).toEqual([]);
  });

  it('gets the client and the breakers ready, and loads them with a call at the latest', async () => {
    const loaded: string[] = [];
    const outbound = Object.assign(new FakeOutbound(), { prepare: async () => void loaded.push('client') });
    const calls = new Resilience({ log: new FakeLog(), now: Date.now });
    const resilience = async () => {
      loaded.push('breakers');
      return calls;
    };
    const client = createBreakingClient({ outbound, tenantId: 'ten_1', resilience });
    expect(loaded).toEqual([]);
    await client.prepare?.();
    expect(loaded.toSorted()).toEqual(['breakers', 'client']);
  });
});
