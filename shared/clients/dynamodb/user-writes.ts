import { keys } from '../../contract/table.ts';
import type { User, UserChange } from '../../domain/tenant/user.ts';
import { assign } from './assignments.ts';
import type { Item } from './item.ts';
import type { UpdateRequest, WriteRequest } from './requests.ts';
import { userAttributes } from './user-items.ts';

/** How many tenants a user owns: the condition on which another is made for them. */
const OWNED = 'ownedTenants';

interface Joining {
  readonly tenantId: string;
  readonly ownsMore: 0 | 1;
  /** Fails when the user owns so many tenants or more. */
  readonly most?: number;
}

/** Sets the tenant that a user works in. A record that there is stays as it is, and one that there is not is made. */
export function joinedBy(user: User, { tenantId, ownsMore, most }: Joining): WriteRequest {
  const { activeTenantId: _before, ...record } = userAttributes(user);
  const { update, names, values } = assign({ activeTenantId: tenantId }, record);
  return {
    update: {
      key: keys.user(user.hash),
      update: `${update} ADD #owned :more`,
      ...(most !== undefined && { condition: 'attribute_not_exists(#owned) OR #owned < :most' }),
      names: { ...names, '#owned': OWNED },
      values: { ...values, ':more': ownsMore, ':most': most },
    },
  };
}

/** A user owns so many tenants more, or less. */
export const ownsMore = (userHash: string, more: number): WriteRequest => ({
  update: {
    key: keys.user(userHash),
    update: 'ADD #owned :more',
    names: { '#owned': OWNED },
    values: { ':more': more },
  },
});

/** A user left a tenant: works in `next` from now on, if they worked in it. */
export function leftBy(user: User, { owned, next }: { readonly owned: boolean; readonly next?: string }): WriteRequest {
  const { activeTenantId: before } = user;
  const { update, names, values } = assign({ activeTenantId: next ?? null });
  const less = owned ? ' ADD #owned :less' : '';
  return {
    update: {
      key: keys.user(user.hash),
      update: `${update}${less}`,
      condition: before === undefined ? 'attribute_not_exists(activeTenantId)' : 'activeTenantId = :before',
      names: { ...names, ...(owned && { '#owned': OWNED }) },
      values: { ...values, ...(before !== undefined && { ':before': before }), ...(owned && { ':less': -1 }) },
    },
  };
}

/**
 * Changes the record of a user, and makes it of `before` where there is none. Preferences are changed in parts, and so
 * only where nobody else has changed them.
 */
export function changedUser(before: User, change: UserChange): UpdateRequest {
  const record = userAttributes(before);
  const changed = encodeChange(change);
  const defaults = Object.fromEntries(Object.entries(record).filter(([name]) => !(name in changed)));
  const { update, names, values } = assign(changed, defaults);
  const request = { key: keys.user(before.hash), update, names, values };
  if (change.preferences === undefined) return request;
  return {
    ...request,
    condition: 'attribute_not_exists(pk) OR preferences = :before',
    values: { ...values, ':before': record.preferences },
  };
}

const encodeChange = ({ preferences, ...change }: UserChange): Item => ({
  ...change,
  ...(preferences !== undefined && { preferences: JSON.stringify(preferences) }),
});
