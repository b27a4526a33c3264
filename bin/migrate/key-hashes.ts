import { keys } from '../../shared/contract/table.ts';
import { PLATFORM_TENANT } from '../../shared/domain/tenant/tenant.ts';
import type { Migration } from './migration.ts';

const HASH_OF_KEY = /^APIKEY#([^#]+)#$/;

/**
 * The first release kept the hash of an API key only where the key is found by it. Since then the tenant's list entry
 * has it too, or the key could not be rotated and revoked by its id; and a tenant's keys are counted.
 */
export const keyHashes: Migration = {
  id: '20261120-key-hashes',
  description: "Writes the hash of each API key into its tenant's list, and counts the keys.",
  change({ pk, sk, tenantId, id }) {
    const hash = sk === 'APIKEY' ? HASH_OF_KEY.exec(String(pk))?.[1] : undefined;
    if (hash === undefined || typeof tenantId !== 'string' || typeof id !== 'string') return [];
    const entry = {
      update: {
        key: keys.tenantApiKey(tenantId, id),
        update: 'SET #hash = :hash, revision = :one',
        // Entries that have a hash were written since, and counted.
        condition: 'attribute_exists(pk) AND attribute_not_exists(#hash)',
        names: { '#hash': 'hash' },
        values: { ':hash': hash, ':one': 1 },
      },
    };
    if (tenantId === PLATFORM_TENANT) return [entry];
    const count = { key: keys.apiKeyCount(tenantId), update: 'ADD #keys :one', names: { '#keys': 'keys' } };
    return [entry, { update: { ...count, values: { ':one': 1 } } }];
  },
};
