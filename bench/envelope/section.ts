import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';
import { DATA_KEY_BYTES } from '../../shared/domain/secret/data-keys.ts';
import { createVault } from '../../shared/domain/secret/vault.ts';
import { MemoryDataKeys } from '../../test/support/memory-data-keys.ts';
import { type Measurement, measured } from '../measurement.ts';
import { interleave, medians } from '../statistics.ts';

const SECRET = 'x'.repeat(1024);
const CALLS = 5000;
const PURPOSE = 'connection';

/** Opening a secret of 1 KB whose data key is cached, from its envelope to text, beside AES-GCM alone from bytes to text. */
export async function envelope(rounds: number): Promise<Measurement[]> {
  const keys = new MemoryDataKeys();
  const ours = await opening(keys);
  const samples = await interleave(rounds, { ours, bare: deciphering() });
  if (keys.calls.unwrap > 0) throw new Error('The key service was asked again: the key was not cached.');
  const times = medians(samples, (microseconds) => microseconds);
  const name = 'envelope: opening 1 KB with a cached key';
  return [measured({ name, value: times.ours, unit: 'us', baseline: times.bare, goal: { ratio: 1.8 } })];
}

/** A sample has a handle of its own for each secret, as calls have. */
async function opening(keys: MemoryDataKeys): Promise<() => Promise<number>> {
  const cache = { maxUses: Number.POSITIVE_INFINITY, maxAgeMs: Number.POSITIVE_INFINITY };
  const vault = createVault({ keys, cache, now: Date.now });
  const sealed = await vault.forTenant('ten_bench').seal('conn_bench', PURPOSE, SECRET);
  return async () => {
    const begin = performance.now();
    for (let call = 0; call < CALLS; call += 1) {
      const secrets = vault.forTenant('ten_bench');
      check((await secrets.open('conn_bench', PURPOSE, sealed)).reveal());
      secrets.wipe();
    }
    return microseconds(begin);
  };
}

function deciphering(): () => number {
  const key = createSecretKey(randomBytes(DATA_KEY_BYTES));
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const ciphertext = Buffer.concat([cipher.update(SECRET, 'utf8'), cipher.final()]);
  const tag = cipher.getAuthTag();
  return () => {
    const begin = performance.now();
    for (let call = 0; call < CALLS; call += 1) {
      const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAuthTag(tag);
      check(decipher.update(ciphertext, undefined, 'utf8') + decipher.final('utf8'));
    }
    return microseconds(begin);
  };
}

function check(text: string): void {
  if (text.length !== SECRET.length) throw new Error('The secret came back changed.');
}

/** Of one call. */
const microseconds = (begin: number): number => ((performance.now() - begin) * 1000) / CALLS;
