import { keys, TABLE } from '../../contract/table.ts';
import type { Connection, SealedConnection } from '../../domain/connection/connection.ts';
import type { Consent } from '../../domain/connection/consent.ts';
import type { StoredToken } from '../../domain/connection/token.ts';
import { decode, encode, type Fields, json, number, optional, text } from './attributes.ts';
import type { Item, Key } from './item.ts';
import { stamp, upConvert } from './item-versions.ts';

const CONNECTION: Fields<Connection> = {
  id: text(),
  tenantId: text(),
  name: text(),
  kind: text(),
  shown: json(),
  fingerprint: text(),
  allowedHosts: optional(json()),
  testUrl: optional(text()),
  createdAt: number(),
  updatedAt: number(),
  lastTest: optional(json()),
  authorizedAt: optional(number()),
  revision: number(),
};

const SEALED: Fields<SealedConnection> = { ...CONNECTION, envelope: text() };

const TOKEN: Fields<StoredToken> = {
  tenantId: text(),
  connectionId: text(),
  envelope: text(),
  validUntil: number(),
  of: text(),
  generation: number(),
};

/** The name `until` of a consent; the table's own attribute of that meaning counts in seconds. */
const CONSENT: Fields<Consent> = {
  tenantId: text(),
  connectionId: text(),
  stateHash: text(),
  of: text(),
  envelope: text(),
  startedBy: text(),
  until: number(),
};

export const connectionAttributes = (connection: SealedConnection): Item => ({
  ...encode<SealedConnection>(SEALED, connection),
  ...stamp('connection'),
});
export const connectionToItem = (connection: SealedConnection): Key & Item => ({
  ...connectionAttributes(connection),
  ...keys.connection(connection.tenantId, connection.id),
});
export const connectionFromItem = (item: Item): SealedConnection => decode(SEALED, upConvert('connection', item));
/** For lists, which show no secret in any form. */
export const shownFromItem = (item: Item): Connection => decode(CONNECTION, upConvert('connection', item));

export const tokenAttributes = (token: StoredToken): Item => encode<StoredToken>(TOKEN, token);
/** Undefined where there is nothing but a lock. */
export const tokenFromItem = (item: Item): StoredToken | undefined =>
  item.generation === undefined ? undefined : decode(TOKEN, item);

export const consentToItem = (consent: Consent): Key & Item => ({
  ...encode<Consent>(CONSENT, consent),
  ...keys.consent(consent.tenantId, consent.stateHash),
  [TABLE.ttl]: Math.ceil(consent.until / 1000),
});
export const consentFromItem = (item: Item): Consent => decode(CONSENT, item);
