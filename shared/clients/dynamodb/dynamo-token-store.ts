import { keys } from '../../contract/table.ts';
import type { Consent } from '../../domain/connection/consent.ts';
import type { ConsentStore } from '../../domain/connection/store.ts';
import type { StoredToken, TokenLock, TokenStore } from '../../domain/connection/token.ts';
import { assign } from './assignments.ts';
import { consentFromItem, consentToItem, tokenAttributes, tokenFromItem } from './connection-items.ts';
import { ConditionFailedError } from './errors.ts';
import { ifHolds } from './if-holds.ts';
import type { Table } from './table.ts';

const NO_LOCK = { lockOwner: null, lockedUntil: null };

/** Tokens of connections. The lock on a renewal is in the item of the token: one condition sees both. */
export function createDynamoTokenStore(table: Table): TokenStore {
  return {
    async get(tenantId, connectionId) {
      const item = await table.get(keys.connectionToken(tenantId, connectionId), { consistent: true });
      return item && tokenFromItem(item);
    },

    async lock({ tenantId, connectionId, owner, generation }, now, until) {
      const isSame = generation === 0 ? 'attribute_not_exists(generation)' : 'generation = :generation';
      const { update, names, values } = assign({ lockOwner: owner, lockedUntil: until });
      const taken = await ifHolds(
        table.update({
          key: keys.connectionToken(tenantId, connectionId),
          update,
          condition: `(attribute_not_exists(lockedUntil) OR lockedUntil <= :now) AND ${isSame}`,
          names,
          values: { ...values, ':now': now, ...(generation > 0 && { ':generation': generation }) },
        }),
      );
      return taken !== undefined;
    },

    async replace(lock, token) {
      return (await ifHolds(table.update(underLock(lock, { ...tokenAttributes(token), ...NO_LOCK })))) !== undefined;
    },

    async release(lock) {
      await ifHolds(table.update(underLock(lock, NO_LOCK)));
    },
  };
}

function underLock({ tenantId, connectionId, owner }: TokenLock, attributes: Readonly<Record<string, unknown>>) {
  const { update, names, values } = assign(attributes);
  return {
    key: keys.connectionToken(tenantId, connectionId),
    update,
    condition: 'lockOwner = :owner',
    names,
    values: { ...values, ':owner': owner },
  };
}

/** Consents under way, in the partition of their tenant's connections. */
export function createDynamoConsentStore(table: Table): ConsentStore {
  return {
    put: (consent) => table.put({ item: consentToItem(consent) }),

    async take(tenantId, stateHash, now) {
      const key = keys.consent(tenantId, stateHash);
      const item = await table.get(key, { consistent: true });
      if (item === undefined) return undefined;
      try {
        await table.delete({ key, condition: 'attribute_exists(pk)' });
      } catch (error) {
        if (error instanceof ConditionFailedError) return undefined;
        throw error;
      }
      const consent = consentFromItem(item);
      return consent.until > now ? consent : undefined;
    },

    async complete(consent, token, now) {
      const writes = [{ update: consentNote(consent, now) }, { update: firstToken(consent, token) }];
      try {
        await table.transactWrite(writes);
        return true;
      } catch (error) {
        if (error instanceof ConditionFailedError) return false;
        throw error;
      }
    },
  };
}

const consentNote = ({ tenantId, connectionId, of }: Consent, now: number) => ({
  key: keys.connection(tenantId, connectionId),
  update: 'SET authorizedAt = :now',
  condition: 'fingerprint = :of',
  values: { ':now': now, ':of': of },
});

/** Whatever stood there: who renews the old token at this moment loses the lock, and with it the right to write. */
function firstToken(consent: Consent, token: Pick<StoredToken, 'envelope' | 'validUntil'>) {
  const { tenantId, connectionId, of } = consent;
  const { update, names, values } = assign({ tenantId, connectionId, of, ...token, ...NO_LOCK });
  return {
    key: keys.connectionToken(tenantId, connectionId),
    update: `${update} ADD #generation :one`,
    names: { ...names, '#generation': 'generation' },
    values: { ...values, ':one': 1 },
  };
}
