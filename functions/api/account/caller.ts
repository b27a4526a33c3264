import type { Principal } from '../../../shared/domain/tenant/tenant.ts';
import type { User, UserStore } from '../../../shared/domain/tenant/user.ts';

export interface Caller {
  readonly user: User;
  /** Their record as it is; absent for a user who has none yet: the first change makes it. */
  readonly stored?: User;
}

/**
 * The person who calls: their record with the address that their token proves now, or what a record of them would be.
 * @param now epoch milliseconds
 */
export async function findCaller(
  users: Pick<UserStore, 'getUser'>,
  { principalId, user }: Principal,
  now: number,
): Promise<Caller> {
  if (user === undefined) throw new Error('A route for people was called by somebody else.');
  const { hash, email, name } = user;
  const stored = await users.getUser(hash);
  const first = { id: principalId, hash, preferences: {}, createdAt: now, ...(name !== undefined && { name }) };
  const proven = email === undefined ? {} : { email };
  return stored === undefined ? { user: { ...first, ...proven } } : { user: { ...stored, ...proven }, stored };
}
