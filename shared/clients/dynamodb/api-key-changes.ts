import { keys } from '../../contract/table.ts';
import type { ApiKeyChange, ApiKeyRecord, Rotation } from '../../domain/tenant/tenant.ts';
import { deleteHash, endHash, type KeySecrets, putHash, uncountKey } from './api-key-items.ts';
import { assign } from './assignments.ts';
import type { Item } from './item.ts';
import type { UpdateRequest, WriteRequest } from './requests.ts';
import { VALID_UNTIL } from './valid-until.ts';

/** What a change writes, and what the key is then. */
export interface KeyChange {
  readonly key: ApiKeyRecord;
  readonly writes: readonly WriteRequest[];
}

/**
 * Gives a key another name or another end.
 * @param now epoch milliseconds
 */
export function changeOf(before: ApiKeyRecord, secrets: KeySecrets, change: ApiKeyChange, now: number): KeyChange {
  const { expiresAt, previousExpiresAt, ...rest } = before;
  const until = change.expiresAt === undefined ? expiresAt : (change.expiresAt ?? undefined);
  // The secret before a rotation never outlives the key.
  const previousUntil = previousExpiresAt && Math.min(previousExpiresAt, until ?? previousExpiresAt);
  const key: ApiKeyRecord = {
    ...rest,
    ...(change.name !== undefined && { name: change.name }),
    ...(until !== undefined && { expiresAt: until }),
    ...(previousUntil !== undefined && { previousExpiresAt: previousUntil }),
  };
  const fields = { name: key.name, [VALID_UNTIL]: until ?? null };
  const writes: WriteRequest[] = [
    { update: entryUpdate(before, secrets, { ...fields, previousExpiresAt: previousUntil }) },
    { update: { key: keys.apiKey(secrets.hash), ...assign(fields), condition: 'attribute_exists(pk)' } },
  ];
  const isEarlier = previousUntil !== previousExpiresAt && (previousExpiresAt ?? 0) > now;
  if (isEarlier && secrets.previousHash && previousUntil) writes.push(endHash(secrets.previousHash, previousUntil));
  return { key, writes };
}

/** Gives a key another secret. Of those before it, the newest may go on to work for a while. */
export function rotationOf(before: ApiKeyRecord, secrets: KeySecrets, rotation: Rotation): KeyChange {
  const { previousExpiresAt: until } = rotation;
  const { previousExpiresAt: _before, ...rest } = before;
  const key: ApiKeyRecord = {
    ...rest,
    hint: rotation.hint,
    ...(until !== undefined && { previousExpiresAt: until }),
  };
  const fields = {
    hash: rotation.hash,
    hint: rotation.hint,
    previousHash: until === undefined ? null : secrets.hash,
    previousExpiresAt: until ?? null,
  };
  const { lastUsedAt: _used, previousExpiresAt: _until, ...stored } = key;
  const older = secrets.previousHash === undefined ? [] : [deleteHash(secrets.previousHash)];
  return {
    key,
    writes: [
      { update: entryUpdate(before, secrets, fields) },
      putHash({ hash: rotation.hash, key: stored }),
      until === undefined ? deleteHash(secrets.hash) : endHash(secrets.hash, until),
      ...older,
    ],
  };
}

/** Ends every secret of a key, and forgets the key. */
export function revocationOf(key: ApiKeyRecord, secrets: KeySecrets): readonly WriteRequest[] {
  const { hash, previousHash } = secrets;
  return [
    { delete: { key: keys.tenantApiKey(key.tenantId, key.id), ...sameRevision(secrets) } },
    deleteHash(hash),
    ...(previousHash === undefined ? [] : [deleteHash(previousHash)]),
    uncountKey(key.tenantId),
  ];
}

function entryUpdate({ tenantId, id }: ApiKeyRecord, secrets: KeySecrets, fields: Item): UpdateRequest {
  const { update, names, values } = assign({ ...fields, revision: secrets.revision + 1 });
  const same = sameRevision(secrets);
  return {
    key: keys.tenantApiKey(tenantId, id),
    update,
    condition: same.condition,
    names,
    values: { ...values, ...same.values },
  };
}

const sameRevision = ({ revision }: KeySecrets) => ({
  condition: 'revision = :before',
  values: { ':before': revision },
});
