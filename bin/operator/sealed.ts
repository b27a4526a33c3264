import type { Item, Key } from '../../shared/clients/dynamodb/item.ts';
import { SECRET_PURPOSES } from '../../shared/contract/secret-purposes.ts';
import { bindContext, type SecretContext } from '../../shared/domain/secret/context.ts';
import { isSecretError } from '../../shared/domain/secret/errors.ts';
import { isFor, parseEnvelope } from '../../shared/domain/secret/format.ts';

/** Every attribute of a tenant's items that holds an envelope. What seals something new is found once it is named here. */
const SEALED_ATTRIBUTES = ['envelope'] as const;

const TENANT = /^TENANT#([\w-]+)#/;
const ID = /^[\w-]{1,128}$/;

/** An envelope where it stands. */
export interface SealedPlace {
  readonly key: Key;
  readonly attribute: (typeof SEALED_ATTRIBUTES)[number];
  readonly envelope: string;
  /** What it is sealed for; absent when that is nothing that the item names: no one can open it. */
  readonly context?: SecretContext;
}

/** For a scan: items that may hold envelopes. */
export const SEALED_FILTER = {
  condition: SEALED_ATTRIBUTES.map((_name, at) => `attribute_exists(#sealed${at})`).join(' OR '),
  names: Object.fromEntries(SEALED_ATTRIBUTES.map((name, at) => [`#sealed${at}`, name])),
};

/**
 * The envelopes of an item. An envelope bears a hash of its context, so whose it is does not have to be known for each
 * kind of item: of the ids in the item and the purposes that there are, one pair fits.
 */
export function sealedIn(item: Item): readonly SealedPlace[] {
  const { pk, sk } = item;
  const tenantId = TENANT.exec(String(pk))?.[1];
  if (tenantId === undefined) return [];
  return SEALED_ATTRIBUTES.flatMap((attribute) => {
    const envelope = item[attribute];
    if (typeof envelope !== 'string') return [];
    const context = contextOf(envelope, tenantId, idsIn(item));
    return [{ key: { pk: String(pk), sk: String(sk) }, attribute, envelope, ...(context && { context }) }];
  });
}

const idsIn = (item: Item): readonly string[] => {
  const texts = Object.values(item).filter((value) => typeof value === 'string');
  return [...new Set([...String(item.sk).split('#'), ...texts].filter((text) => ID.test(text)))];
};

function contextOf(envelope: string, tenantId: string, ids: readonly string[]): SecretContext | undefined {
  try {
    const { head } = parseEnvelope(envelope);
    const contexts = ids.flatMap((resourceId) => SECRET_PURPOSES.map((purpose) => ({ tenantId, resourceId, purpose })));
    return contexts.find((context) => isFor(head, bindContext(context).text));
  } catch (error) {
    if (isSecretError(error)) return undefined;
    throw error;
  }
}
