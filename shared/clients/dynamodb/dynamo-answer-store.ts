import { keys, TABLE } from '../../contract/table.ts';
import { unzipText, zipText } from '../../domain/cache/zip.ts';
import {
  type AnswerStore,
  CLAIM_MS,
  type Claim,
  type ClaimOutcome,
  type KeptAnswer,
  shortened,
} from '../../domain/idempotency/answer.ts';
import { expiryFrom } from '../../domain/idempotency/marker.ts';
import { ConditionFailedError } from './errors.ts';
import { ifHolds } from './if-holds.ts';
import type { Item } from './item.ts';
import type { Table } from './table.ts';

/** From here on, characters of JSON, an answer is compressed. */
const ZIP_FROM = 4096;
/** Characters that are kept: an item has at most 400 KB. */
const MAX_KEPT = 256 * 1024;
/** Bytes of an answer that can have been kept. */
const MAX_ANSWER = 6 * 1024 * 1024;

/** Keys and answers in the tenant's own partitions. A claim is one conditional write, an answer another. */
export function createDynamoAnswerStore(table: Pick<Table, 'put' | 'update' | 'delete'>): AnswerStore {
  return {
    async claim(claim, now) {
      try {
        await table.put(claimed(claim, now));
        return { kind: 'claimed' };
      } catch (error) {
        if (!(error instanceof ConditionFailedError)) throw error;
        return found(error.failed[0]?.item, claim);
      }
    },

    async complete(claim, answer) {
      const written = table.update({
        key: keyOf(claim),
        update: 'SET #answer = :answer REMOVE claimedUntil',
        condition: 'claimId = :claim',
        names: { '#answer': 'answer' },
        values: { ':answer': await pack(answer), ':claim': claim.claimId },
      });
      return (await ifHolds(written)) !== undefined;
    },

    async release(claim) {
      await ifHolds(
        table.delete({ key: keyOf(claim), condition: 'claimId = :claim', values: { ':claim': claim.claimId } }),
      );
    },
  };
}

const keyOf = ({ tenantId, route, keyHash }: Claim) => keys.idempotency(tenantId, route, keyHash);

/**
 * Holds when nobody has the key: there was no such request, it has expired (TTL may take days to remove it), or it was
 * the same one and whoever had it has died.
 */
const claimed = (claim: Claim, now: number) => ({
  item: {
    ...keyOf(claim),
    keyHash: claim.keyHash,
    fingerprint: claim.fingerprint,
    claimId: claim.claimId,
    claimedUntil: now + CLAIM_MS,
    [TABLE.ttl]: expiryFrom(now),
  },
  condition: 'attribute_not_exists(pk) OR #ttl <= :seconds OR (claimedUntil <= :now AND fingerprint = :fingerprint)',
  names: { '#ttl': TABLE.ttl },
  values: { ':seconds': Math.floor(now / 1000), ':now': now, ':fingerprint': claim.fingerprint },
});

async function found(item: Item | undefined, claim: Claim): Promise<ClaimOutcome> {
  // The first attempt of this very write was done, and only its answer was lost.
  if (item?.claimId === claim.claimId) return { kind: 'claimed' };
  const fingerprint = String(item?.fingerprint ?? claim.fingerprint);
  if (item?.answer === undefined) return { kind: 'running', fingerprint };
  return { kind: 'answered', fingerprint, answer: await unpack(String(item.answer)) };
}

const ZIPPED = 'z:';

async function pack(answer: KeptAnswer): Promise<string> {
  const text = JSON.stringify(answer);
  if (text.length < ZIP_FROM) return text;
  const zipped = await zipText(text);
  return zipped.length <= MAX_KEPT ? `${ZIPPED}${zipped}` : JSON.stringify(shortened(answer));
}

async function unpack(kept: string): Promise<KeptAnswer> {
  const text = kept.startsWith(ZIPPED) ? await unzipText(kept.slice(ZIPPED.length), MAX_ANSWER) : kept;
  if (text === undefined) throw new Error('A kept answer cannot be read.');
  return JSON.parse(text) as KeptAnswer;
}
