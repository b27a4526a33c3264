import { keys, TABLE } from '../../contract/table.ts';
import { type ApiKey, type ApiKeyRecord, type HashedApiKey, PLATFORM_TENANT } from '../../domain/tenant/tenant.ts';
import { decode, encode, type Fields, number, optional, text } from './attributes.ts';
import type { Item } from './item.ts';
import { stamp, upConvert } from './item-versions.ts';
import type { WriteRequest } from './requests.ts';
import { VALID_UNTIL } from './valid-until.ts';

const KEY: Fields<ApiKey> = {
  id: text(),
  tenantId: text(),
  name: text(),
  role: text(),
  createdAt: number(),
  expiresAt: optional(number(), VALID_UNTIL),
  hint: optional(text()),
  createdBy: optional(text()),
};

const RECORD: Fields<ApiKeyRecord> = {
  ...KEY,
  lastUsedAt: optional(number()),
  previousExpiresAt: optional(number()),
};

/** What the list entry of a key knows besides; it stays in here. */
export interface KeySecrets {
  /** Counts the changes of the key, so that none is made on top of one that it has not seen. */
  readonly revision: number;
  readonly hash: string;
  /** Of the secret before the last rotation, if it was left to work on. */
  readonly previousHash?: string;
}

const SECRETS: Fields<KeySecrets> = { revision: number(), hash: text(), previousHash: optional(text()) };

export const keyFromItem = (item: Item): ApiKey => decode(KEY, upConvert('apiKey', item));
export const recordFromItem = (item: Item): ApiKeyRecord => decode(RECORD, upConvert('apiKey', item));
export const secretsFromItem = (item: Item): KeySecrets => decode(SECRETS, item);

/** What is found by the hash. */
export const putHash = ({ hash, key }: HashedApiKey): WriteRequest => ({
  put: {
    item: { ...encode<ApiKey>(KEY, key), ...stamp('apiKey'), ...keys.apiKey(hash) },
    condition: 'attribute_not_exists(pk)',
  },
});

/** A key by its hash and in its tenant's list, and counted there: by the last of these, which may fail. */
export const putKey = (hashed: HashedApiKey, most: number): readonly WriteRequest[] => {
  const { hash, key } = hashed;
  const place = keys.tenantApiKey(key.tenantId, key.id);
  const entry = {
    ...encode<ApiKey>(KEY, key),
    ...stamp('apiKey'),
    ...encode<KeySecrets>(SECRETS, { revision: 1, hash }),
    ...place,
  };
  const writes = [putHash(hashed), { put: { item: entry } }];
  // The operator's keys are no tenant's.
  return key.tenantId === PLATFORM_TENANT ? writes : [...writes, countKey(key.tenantId, most)];
};

const countKey = (tenantId: string, most: number): WriteRequest => ({
  update: {
    key: keys.apiKeyCount(tenantId),
    update: 'ADD #keys :one',
    condition: 'attribute_not_exists(#keys) OR #keys < :most',
    names: { '#keys': 'keys' },
    values: { ':one': 1, ':most': most },
  },
});

export const uncountKey = (tenantId: string): WriteRequest => ({
  update: {
    key: keys.apiKeyCount(tenantId),
    update: 'ADD #keys :less',
    names: { '#keys': 'keys' },
    values: { ':less': -1 },
  },
});

/** The secret of a hash ends at a time, and the table forgets it then. */
export const endHash = (hash: string, until: number): WriteRequest => ({
  update: {
    key: keys.apiKey(hash),
    update: 'SET #until = :until, #ttl = :ttl',
    condition: 'attribute_exists(pk)',
    names: { '#until': VALID_UNTIL, '#ttl': TABLE.ttl },
    values: { ':until': until, ':ttl': Math.ceil(until / 1000) },
  },
});

export const deleteHash = (hash: string): WriteRequest => ({ delete: { key: keys.apiKey(hash) } });
