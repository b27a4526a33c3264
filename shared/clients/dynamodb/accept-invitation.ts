import { keys } from '../../contract/table.ts';
import { alreadyMember, memberLimit } from '../../domain/tenant/errors.ts';
import { limitsOf } from '../../domain/tenant/tiers.ts';
import type { Invitation, User } from '../../domain/tenant/user.ts';
import { ConditionFailedError } from './errors.ts';
import type { WriteRequest } from './requests.ts';
import type { Table } from './table.ts';
import { tenantFromItem } from './tenant-items.ts';
import { addToCount, invitationRemoval, memberOf, memberWrites } from './user-items.ts';
import { joinedBy } from './user-writes.ts';
import { VALID_UNTIL } from './valid-until.ts';

/** Positions in the writes of an acceptance. */
const INVITATION = 0;
const MEMBER = 1;

/** Makes a member of who has an invitation, and uses it up. */
export async function acceptInvitation(
  table: Table,
  invitation: Invitation,
  user: User,
  now: number,
): Promise<'accepted' | 'gone'> {
  const tenant = await table.get(keys.tenant(invitation.tenantId), { consistent: true });
  if (tenant === undefined) return 'gone';
  const { tier, limits } = tenantFromItem(tenant);
  const { members: most } = limitsOf(tier, limits);
  try {
    await table.transactWrite(acceptanceOf(invitation, user, { now, most }));
    return 'accepted';
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    const failed = new Set(error.failed.map(({ index }) => index));
    if (failed.has(INVITATION)) return 'gone';
    throw failed.has(MEMBER) ? alreadyMember() : memberLimit(most);
  }
}

interface Terms {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Members that the tenant may have. */
  readonly most: number;
}

function acceptanceOf(invitation: Invitation, user: User, { now, most }: Terms): readonly WriteRequest[] {
  const { tenantId, role } = invitation;
  const owners = role === 'owner' ? 1 : 0;
  const { values, ...count } = addToCount(tenantId, { members: 1, owners });
  const condition = 'attribute_not_exists(members) OR members < :most';
  const [used, token] = invitationRemoval(invitation, {
    condition: '#until > :now',
    names: { '#until': VALID_UNTIL },
    values: { ':now': now },
  });
  return [
    used,
    ...memberWrites(memberOf(user, { tenantId, role, joinedAt: now })),
    { update: { ...count, condition, values: { ...values, ':most': most } } },
    joinedBy(user, { tenantId, ownsMore: owners }),
    token,
  ];
}
