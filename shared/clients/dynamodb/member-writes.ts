import type { Role } from '../../contract/routes.ts';
import { keys } from '../../contract/table.ts';
import { changedMeanwhile, LastOwnerError } from '../../domain/tenant/errors.ts';
import type { Member, MemberCount, User, UserStore } from '../../domain/tenant/user.ts';
import { ConditionFailedError } from './errors.ts';
import type { UpdateRequest, WriteRequest } from './requests.ts';
import type { Table } from './table.ts';
import { addToCount } from './user-items.ts';
import { leftBy, ownsMore } from './user-writes.ts';

/** Tries at a removal that other changes of the same user come in between of. */
const ATTEMPTS = 5;

/** Positions in the writes of a change. */
const MEMBER = 0;
const COUNT = 1;
const USER = 2;

/** Gives a member another role. */
export async function changeRole(table: Table, member: Member, role: Role): Promise<void> {
  if (member.role === role) return;
  const { tenantId, userId, userHash } = member;
  const owners = Number(role === 'owner') - Number(member.role === 'owner');
  const update: UpdateRequest = {
    key: keys.member(tenantId, userId),
    update: 'SET #role = :role',
    condition: '#role = :before',
    names: { '#role': 'role' },
    values: { ':role': role, ':before': member.role },
  };
  const counts = [{ update: recount(tenantId, { members: 0, owners }) }, ownsMore(userHash, owners)];
  await table.transactWrite([{ update }, ...(owners === 0 ? [] : counts)]).catch((error: unknown) => {
    throw reasonOf(error);
  });
}

/** Takes a member out of their tenant, and lets them work in the next one that they have. */
export async function removeMember(
  table: Table,
  reads: Pick<UserStore, 'getUser' | 'tenantsOf'>,
  member: Member,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const [user, tenants] = await Promise.all([reads.getUser(member.userHash), reads.tenantsOf(member.userHash)]);
    try {
      await table.transactWrite(removalOf(member, user, tenants));
      return;
    } catch (error) {
      const again = attempt < ATTEMPTS && error instanceof ConditionFailedError && failedOnly(error, USER);
      if (!again) throw reasonOf(error);
    }
  }
}

function removalOf(member: Member, user: User | undefined, tenants: readonly string[]): readonly WriteRequest[] {
  const { tenantId, userId, userHash, role } = member;
  const owned = role === 'owner';
  const removal = {
    key: keys.member(tenantId, userId),
    condition: '#role = :role',
    names: { '#role': 'role' },
    values: { ':role': role },
  };
  const isActive = user?.activeTenantId === tenantId;
  const next = isActive ? tenants.find((id) => id !== tenantId) : user?.activeTenantId;
  return [
    { delete: removal },
    { update: recount(tenantId, { members: -1, owners: owned ? -1 : 0 }) },
    ...(user && (isActive || owned) ? [leftBy(user, { owned, ...(next !== undefined && { next }) })] : []),
    { delete: { key: keys.userTenant(userHash, tenantId) } },
  ];
}

/** Fails when the last owner would go. */
function recount(tenantId: string, more: MemberCount): UpdateRequest {
  const { values, ...update } = addToCount(tenantId, more);
  if (more.owners >= 0) return { ...update, values };
  return { ...update, condition: 'owners > :one', values: { ...values, ':one': 1 } };
}

function reasonOf(error: unknown): unknown {
  if (!(error instanceof ConditionFailedError)) return error;
  return failedOnly(error, COUNT) ? new LastOwnerError() : changedMeanwhile('member', error);
}

/** This condition did not hold, and that of the member itself, which comes first, did. */
const failedOnly = ({ failed }: ConditionFailedError, wanted: typeof COUNT | typeof USER): boolean =>
  failed.some(({ index }) => index === wanted) && failed.every(({ index }) => index !== MEMBER);
