import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { OpenApiDocument } from '../../openapi/open-api.ts';
import { apiClient } from '../support/api-client.ts';
import { type ApiResources, makeResources } from '../support/api-resources.ts';
import { callFrom, newAddress } from '../support/call-from.ts';
import { judge } from '../support/fuzz/judge.ts';
import { type FuzzRequest, requestsFor, type Target, targetsOf } from '../support/fuzz/requests.ts';
import { peopleOf } from '../support/people.ts';
import { callersOf } from '../support/tenants.ts';

const cloud = inject('cloud');
const people = peopleOf(cloud);

/** All of it takes so long at most; every operation is called so often at least. */
const FUZZ_MS = 60_000;
const MIN_ROUNDS = 5;
const MAX_ROUNDS = 60;
const SIDE_BY_SIDE = 4;
/** Rounds, in each of which every operation is called once, those that delete too. */
const REPLENISH_AFTER = 3;
/** One run of a workflow that waits as long as it may would take the time of a hundred others. */
const SLOW = /[?&]wait=\d+/;

let document: OpenApiDocument;
let owner: { readonly tenantId: string; readonly apiKey: string };
let person: string;
let resources: ApiResources;

beforeAll(async () => {
  document = (await callFrom(cloud, { path: '/openapi.json' })).body;
  owner = await callersOf(cloud).fuzzed();
  const email = `fuzz-${crypto.randomUUID()}@example.com`;
  await people.signUp(email);
  person = (await people.signIn(email)).accessToken;
});

afterAll(() => people.close());

/** Makes what requests have taken away, and brings the person back who has left. */
async function replenish(): Promise<void> {
  const asOwner = apiClient({ url: cloud.url, apiKey: owner.apiKey });
  resources = await makeResources({ ...cloud, ...owner });
  const { body } = await asOwner.call('POST', '/v1/invitations', { body: { role: 'owner' } });
  await asOwner.call('POST', '/v1/invitations/accept', { key: person, body: { token: body.token } });
}

/** Public operations count by address: each call has one of its own. */
const callerOf = ({ operation }: Target): { readonly address: string; readonly credential?: string } => {
  const role = operation['x-required-role'];
  if (role === 'public') return { address: newAddress() };
  const special: Readonly<Record<string, string>> = { user: person, platform: cloud.platformKey };
  return { address: '127.0.0.1', credential: special[role] ?? owner.apiKey };
};

async function send(target: Target, { pathTo, headers, body }: FuzzRequest) {
  const { address, credential } = callerOf(target);
  return callFrom(cloud, {
    method: target.method,
    path: pathTo(resources).replace(SLOW, ''),
    address,
    headers: {
      ...headers,
      ...(credential !== undefined && { authorization: `Bearer ${credential}` }),
      // Node leaves it out for methods whose bodies mean nothing, and sends the body.
      ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
    },
    ...(body !== undefined && { body }),
  });
}

/** Calls one operation with one request. @returns what was wrong with the answer */
async function attempt(target: Target, request: FuzzRequest): Promise<{ status: number; problem?: string }> {
  const answer = await send(target, request);
  const problem = judge(target, answer, document);
  if (problem === undefined) return { status: answer.status };
  const asked = { ...request, path: request.pathTo(resources) };
  const shown = JSON.stringify({ asked, answer: { status: answer.status, body: answer.body } }).slice(0, 1500);
  return { status: answer.status, problem: `${target.method} ${target.path}: ${problem}\n${shown}` };
}

describe('every operation of the document', () => {
  it('would be found out: the judge sees what is missing in a document', async () => {
    const [target] = targetsOf(document).filter(({ operation }) => operation.operationId === 'getRun');
    if (target === undefined) throw new Error('There is no getRun.');
    const answer = await send(target, { pathTo: () => '/v1/runs/absent', headers: {} });
    expect(answer.status).toBe(404);
    expect(judge(target, answer, document)).toBeUndefined();
    const { 404: _absent, ...responses } = target.operation.responses;
    const poorer = { ...target, operation: { ...target.operation, responses } };
    expect(judge(poorer, answer, document)).toBe('the status is not documented');
    expect(judge(target, { ...answer, body: 'Not found' }, document)).toBe('not the envelope of errors');
    expect(judge(target, { ...answer, status: 500 }, document)).toContain('a fault of ours');
  });

  it('answers whatever it is sent as it is documented, and never fails by a fault of ours', async () => {
    const targets = targetsOf(document).map((target) => ({
      target,
      requests: fc.sample(requestsFor(target, document), { numRuns: MAX_ROUNDS, seed: 20_261_120 }),
      statuses: new Set<number>(),
    }));
    const problems = new Map<string, string>();
    const until = Date.now() + FUZZ_MS;
    let rounds = 0;
    for (; rounds < MAX_ROUNDS && Date.now() < until; rounds += 1) {
      if (rounds % REPLENISH_AFTER === 0) await replenish();
      const left = [...targets];
      const work = async (): Promise<void> => {
        for (let next = left.shift(); next !== undefined; next = left.shift()) {
          const request = next.requests[rounds];
          if (request === undefined) continue;
          const { status, problem } = await attempt(next.target, request);
          next.statuses.add(status);
          if (problem !== undefined)
            problems.set(`${next.target.operation.operationId} ${problem.split('\n')[0]}`, problem);
        }
      };
      await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
    }
    expect([...problems.values()].join('\n\n')).toBe('');
    expect(rounds).toBeGreaterThanOrEqual(MIN_ROUNDS);
    // A fuzzer whose every call is refused at the door looks at nothing.
    const reached = targets.filter(({ statuses }) => [...statuses].some((status) => status < 400));
    expect(reached.length / targets.length).toBeGreaterThan(0.7);
  }, 150_000);
});
