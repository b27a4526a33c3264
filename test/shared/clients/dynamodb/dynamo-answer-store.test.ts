import { describe, expect, it } from 'vitest';
import { createDynamoAnswerStore } from '../../../../shared/clients/dynamodb/dynamo-answer-store.ts';
import { Table } from '../../../../shared/clients/dynamodb/table.ts';
import { CLAIM_MS, type Claim, type KeptAnswer } from '../../../../shared/domain/idempotency/answer.ts';
import { MemoryDynamo } from '../../../support/dynamo/memory-dynamo.ts';
import { FakeLog } from '../../../support/fake-log.ts';

const NOW = Date.UTC(2030, 0, 1);
const claim = (claimId: string, change: Partial<Claim> = {}): Claim => ({
  tenantId: 'ten_1',
  route: 'createWorkflow',
  keyHash: 'a'.repeat(64),
  fingerprint: 'f',
  claimId,
  ...change,
});
const ANSWER: KeptAnswer = { status: 201, headers: { etag: '"r1"' }, body: { id: 'wf_1' } };

function world() {
  const dynamo = new MemoryDynamo();
  const table = new Table({ client: dynamo.client, tableName: 'table', log: new FakeLog() });
  return { dynamo, store: createDynamoAnswerStore(table) };
}

describe('the store of answers', () => {
  it('gives a key to one of many', async () => {
    const { store } = world();
    const all = await Promise.all(Array.from({ length: 50 }, (_, at) => store.claim(claim(`c${at}`), NOW)));
    expect(all.filter(({ kind }) => kind === 'claimed')).toHaveLength(1);
    expect(all.filter(({ kind }) => kind === 'running')).toHaveLength(49);
  });

  it('answers what was kept, and which request it was', async () => {
    const { store } = world();
    await store.claim(claim('c1'), NOW);
    expect(await store.complete(claim('c1'), ANSWER)).toBe(true);
    const again = await store.claim(claim('c2', { fingerprint: 'other' }), NOW);
    expect(again).toEqual({ kind: 'answered', fingerprint: 'f', answer: ANSWER });
  });

  it('takes a write for its own whose answer was lost', async () => {
    const { store } = world();
    await store.claim(claim('c1'), NOW);
    expect(await store.claim(claim('c1'), NOW)).toEqual({ kind: 'claimed' });
  });

  it('gives the key of a dead request to the same request only, and what that says counts no more', async () => {
    const { store } = world();
    await store.claim(claim('dead'), NOW);
    expect(await store.claim(claim('c2'), NOW + CLAIM_MS - 1)).toMatchObject({ kind: 'running' });
    const other = claim('c3', { fingerprint: 'other' });
    expect(await store.claim(other, NOW + CLAIM_MS)).toEqual({ kind: 'running', fingerprint: 'f' });
    expect(await store.claim(claim('c4'), NOW + CLAIM_MS)).toEqual({ kind: 'claimed' });
    expect(await store.complete(claim('dead'), { status: 201, body: 'late' })).toBe(false);
    await store.release(claim('dead'));
    expect(await store.complete(claim('c4'), ANSWER)).toBe(true);
    expect(await store.claim(claim('c5'), NOW + CLAIM_MS)).toMatchObject({ kind: 'answered', answer: ANSWER });
  });

  it('never gives the key of an answered request to another, however long ago within the day', async () => {
    const { store } = world();
    await store.claim(claim('c1'), NOW);
    await store.complete(claim('c1'), ANSWER);
    expect(await store.claim(claim('c2'), NOW + 86_399_000)).toMatchObject({ kind: 'answered' });
    expect(await store.claim(claim('c2'), NOW + 86_400_000)).toEqual({ kind: 'claimed' });
  });

  it('gives a released key to whoever comes next', async () => {
    const { store, dynamo } = world();
    await store.claim(claim('c1'), NOW);
    await store.release(claim('c1'));
    expect(dynamo.items.size).toBe(0);
    expect(await store.claim(claim('c2', { fingerprint: 'other' }), NOW)).toEqual({ kind: 'claimed' });
  });

  it('keeps tenants, routes and keys apart', async () => {
    const { store } = world();
    const others = [{ tenantId: 'ten_2' }, { route: 'createApiKey' }, { keyHash: 'b'.repeat(64) }];
    for (const change of [{}, ...others]) {
      expect(await store.claim(claim('c', change), NOW)).toEqual({ kind: 'claimed' });
    }
  });

  it('keeps a long answer whole, and of one that is too long what is short', async () => {
    const { store, dynamo } = world();
    const long = { status: 201, body: { id: 'wf_1', definition: 'long text '.repeat(100_000) } };
    await store.claim(claim('c1'), NOW);
    await store.complete(claim('c1'), long);
    expect(await store.claim(claim('c2'), NOW)).toMatchObject({ answer: long });
    const noise = Array.from({ length: 400_000 }, () => String.fromCharCode(33 + Math.floor(Math.random() * 94)));
    const key = { keyHash: 'c'.repeat(64) };
    await store.claim(claim('c3', key), NOW);
    await store.complete(claim('c3', key), { status: 201, body: { id: 'wf_2', definition: noise.join('') } });
    const left = { status: 201, headers: {}, body: { id: 'wf_2', replayed: true } };
    expect(await store.claim(claim('c4', key), NOW)).toMatchObject({ kind: 'answered', answer: left });
    for (const item of dynamo.items.values()) expect(JSON.stringify(item).length).toBeLessThan(400_000);
  });
});
