import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { apiClient } from '../support/api-client.ts';
import { type EchoService, startEchoService } from '../support/echo-service.ts';

const cloud = inject('cloud');
const api = apiClient(cloud);
let service: EchoService;
let workflow: string;

beforeAll(async () => {
  service = await startEchoService(Number(new URL(cloud.serviceUrl).port));
  const config = { method: 'GET', url: `${cloud.serviceUrl}/echo/hops` };
  workflow = await api.publish({ name: 'Calls out', nodes: [{ id: 'call', type: 'http.request', config }] });
});
afterAll(() => service.close());

const runAt = (hop?: string) => api.run(workflow, {}, hop === undefined ? {} : { 'x-stepwell-hop': hop });
/** Runs of other tests may still call the service. */
const callsHere = () => service.calls.filter(({ path }) => path === '/echo/hops');
const lastHop = () => callsHere().at(-1)?.headers['x-stepwell-hop'];

describe('runs that start one another', () => {
  it('tell those whom they call how many they are', async () => {
    expect((await runAt()).body.status).toBe('succeeded');
    expect(lastHop()).toBe('1');
    expect((await runAt('4')).body.status).toBe('succeeded');
    expect(lastHop()).toBe('5');
    expect((await runAt('15')).body.status).toBe('succeeded');
    expect(lastHop()).toBe('16');
  });

  it('are ended when there are too many', async () => {
    const before = callsHere().length;
    expect((await runAt('16')).body).toMatchObject({ status: 'failed', error: { code: 'TOO_MANY_HOPS' } });
    const { status, body } = await runAt('17');
    expect({ status, code: body.error.code }).toEqual({ status: 409, code: 'LOOP_DETECTED' });
    expect(callsHere().length).toBe(before);
  });
});
