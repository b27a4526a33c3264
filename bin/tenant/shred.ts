import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ConditionFailedError } from '../../shared/clients/dynamodb/errors.ts';
import type { Item, Key } from '../../shared/clients/dynamodb/item.ts';
import type { QueryResult } from '../../shared/clients/dynamodb/requests.ts';
import { scanPage } from '../../shared/clients/dynamodb/scan.ts';
import type { Table } from '../../shared/clients/dynamodb/table.ts';
import { keys, ofTenant } from '../../shared/contract/table.ts';
import { SEALED_FILTER, type SealedPlace, sealedIn } from '../operator/sealed.ts';

const PAGE = 1000;
const CONCURRENCY = 10;
/** Passes over the table until one finds nothing: somebody may be saving a secret meanwhile. */
const MAX_PASSES = 5;

interface ShredDeps {
  readonly table: Pick<Table, 'delete' | 'batchWrite' | 'queryAll'>;
  readonly client: DynamoDBClient;
  readonly tableName: string;
}

/** Somebody seals secrets as fast as they are deleted. */
class SecretsLeftError extends Error {
  override readonly name = 'SecretsLeftError';
}

/**
 * Deletes every item of a tenant that holds an envelope, and what belongs to its connections, until a pass over the
 * whole table finds none. May be killed and begun again at any time.
 * @returns how many envelopes were deleted
 * @throws SecretsLeftError
 */
export async function shredTenant(tenantId: string, deps: ShredDeps): Promise<number> {
  let deleted = 0;
  for (let pass = 1; pass <= MAX_PASSES; pass += 1) {
    const now = await shredOnce(tenantId, deps);
    const beside = await deleteConnections(tenantId, deps);
    deleted += now;
    if (now + beside === 0) return deleted;
  }
  throw new SecretsLeftError(
    `After ${MAX_PASSES} passes and ${deleted} deleted envelopes there are new ones: suspend the tenant, then shred it.`,
  );
}

async function shredOnce(tenantId: string, deps: ShredDeps): Promise<number> {
  let deleted = 0;
  let after: Item | undefined;
  do {
    const page: QueryResult = await scanPage({ ...deps, limit: PAGE, after, filter: filterFor(tenantId) });
    const places = page.items.flatMap(sealedIn).filter(({ key }) => key.pk.startsWith(ofTenant(tenantId)));
    for (let at = 0; at < places.length; at += CONCURRENCY) {
      const some = await Promise.all(places.slice(at, at + CONCURRENCY).map((place) => deletePlace(place, deps)));
      deleted += some.filter(Boolean).length;
    }
    after = page.lastKey;
  } while (after !== undefined);
  return deleted;
}

const filterFor = (tenantId: string) => ({
  condition: `begins_with(pk, :tenant) AND (${SEALED_FILTER.condition})`,
  names: SEALED_FILTER.names,
  values: { ':tenant': ofTenant(tenantId) },
});

/** @returns false when the envelope was replaced or taken away meanwhile: the next pass sees what is there then */
async function deletePlace({ key, attribute, envelope }: SealedPlace, { table }: ShredDeps): Promise<boolean> {
  const condition = {
    condition: '#sealed = :sealed',
    names: { '#sealed': attribute },
    values: { ':sealed': envelope },
  };
  try {
    await table.delete({ key, ...condition });
    return true;
  } catch (error) {
    if (error instanceof ConditionFailedError) return false;
    throw error;
  }
}

/** Names, counts and locks of connections that are gone. What holds an envelope is left to the pass. */
async function deleteConnections(tenantId: string, { table }: ShredDeps): Promise<number> {
  const items = await table.queryAll({ partition: keys.connections(tenantId), consistent: true });
  const beside = items.filter((item) => sealedIn(item).length === 0);
  await table.batchWrite(beside.map((item) => ({ delete: keyOf(item) })));
  return beside.length;
}

const keyOf = ({ pk, sk }: Item): Key => ({ pk: String(pk), sk: String(sk) });
