import { keys, TABLE } from '../../contract/table.ts';
import type { IdempotencyMarker } from '../../domain/idempotency/marker.ts';
import { decode, encode, type Fields, number, text } from './attributes.ts';
import type { Item } from './item.ts';
import type { PutRequest } from './requests.ts';

const MARKER: Fields<IdempotencyMarker> = {
  keyHash: text(),
  fingerprint: text(),
  resourceId: text(),
  expiresAt: { ...number(), attribute: TABLE.ttl },
};

export const markerFromItem = (item: Item): IdempotencyMarker => decode(MARKER, item);

/**
 * Fails when the key is taken. TTL may take days to remove what has expired: by then it counts as gone.
 * @param now epoch milliseconds
 */
export const putMarker = (tenantId: string, route: string, marker: IdempotencyMarker, now: number): PutRequest => ({
  item: { ...encode(MARKER, marker), ...keys.idempotency(tenantId, route, marker.keyHash) },
  condition: 'attribute_not_exists(pk) OR #ttl <= :now',
  names: { '#ttl': TABLE.ttl },
  values: { ':now': Math.floor(now / 1000) },
});
