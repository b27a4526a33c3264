import { describe, expect, it } from 'vitest';
import type { KeyCacheOptions } from '../../../../shared/domain/secret/key-cache.ts';
import { createVault } from '../../../../shared/domain/secret/vault.ts';
import { MemoryDataKeys } from '../../../support/memory-data-keys.ts';

const READS = 60_000;
const TENANTS = 20;
const CONNECTIONS = 6;
/** Calls within one run before the process turns to another one. */
const READS_PER_RUN = 30;
/** 50 reads a second: what a container does whose runs keep 50 nodes in flight. */
const MS_PER_READ = 20;

/** A generator of numbers from 0 to 1 that draws the same each time (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Draws 0 to count - 1, each less often than the one before (Zipf's law). */
function skewed(count: number, draw: () => number): () => number {
  const weights = Array.from({ length: count }, (_, rank) => 1 / (rank + 1));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return () => {
    let left = draw() * sum;
    const found = weights.findIndex((weight) => {
      left -= weight;
      return left < 0;
    });
    return found < 0 ? count - 1 : found;
  };
}

/**
 * Share of reads for which the key service was asked, over 20 minutes of one container. It comes to about the keys in
 * use over the reads within the maximal age: 1 % holds up to one key per 100 reads in 5 minutes.
 */
async function askedPerRead(cache: Omit<KeyCacheOptions, 'keys' | 'now'>, tenants = TENANTS): Promise<number> {
  const keys = new MemoryDataKeys();
  const draw = random(7);
  const [tenant, connection] = [skewed(tenants, draw), skewed(CONNECTIONS, draw)];
  let now = 0;
  const elsewhere = createVault({ keys, now: () => now });
  const stored = await Promise.all(
    Array.from({ length: tenants * CONNECTIONS }, (_, at) =>
      elsewhere.forTenant(`ten_${Math.floor(at / CONNECTIONS)}`).seal(`conn_${at}`, 'connection', `secret ${at}`),
    ),
  );
  const vault = createVault({ keys, cache, now: () => now });
  for (let read = 0, of = 0; read < READS; read += 1, now += MS_PER_READ) {
    if (read % READS_PER_RUN === 0) of = tenant();
    const at = of * CONNECTIONS + connection();
    const secret = await vault.forTenant(`ten_${of}`).open(`conn_${at}`, 'connection', stored[at] ?? '');
    if (read % 1000 === 0) expect(secret.reveal()).toBe(`secret ${at}`);
  }
  return keys.calls.unwrap / READS;
}

describe('the key service', () => {
  it('is asked for at most 1 % of the reads of a container that serves 20 tenants', async () => {
    const share = await askedPerRead({});
    expect(share).toBeLessThanOrEqual(0.01);
    // A figure that is too good says that the mix is not what it claims to be.
    expect(share).toBeGreaterThan(0.005);
  });

  it('is asked for at most 1 % of the reads of a container that has one tenant at a time', async () => {
    expect(await askedPerRead({ oneTenant: true }, 1)).toBeLessThanOrEqual(0.001);
  });

  it('is asked more often where keys age sooner, are used up, find no room or leave with their tenant', async () => {
    expect(await askedPerRead({ maxAgeMs: 10_000 })).toBeGreaterThan(0.05);
    expect(await askedPerRead({ maxUses: 20 })).toBeGreaterThan(0.05);
    expect(await askedPerRead({ capacity: 10 })).toBeGreaterThan(0.05);
    expect(await askedPerRead({ oneTenant: true })).toBeGreaterThan(0.05);
  });
});
