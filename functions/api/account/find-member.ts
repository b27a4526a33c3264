import { notFound } from '../../../shared/domain/errors.ts';
import type { Member, UserStore } from '../../../shared/domain/tenant/user.ts';

/** @throws RequestError 404 NOT_FOUND, for users who are absent or members of other tenants */
export async function findMember(users: UserStore, tenantId: string, userId: string): Promise<Member> {
  const member = await users.getMember(tenantId, userId);
  if (member === undefined) throw notFound('member');
  return member;
}
