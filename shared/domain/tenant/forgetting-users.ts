import type { StageCache } from '../cache/cache-keys.ts';
import { forgetAfter, profileTags } from './profile-tags.ts';
import type { UserStore } from './user.ts';

/** The store of people, which has the profiles forgotten that it changes. */
export function forgettingUsers(users: UserStore, stage: StageCache): UserStore {
  const tags = profileTags(stage);
  const change = forgetAfter(stage);
  return {
    createTenantFor: (user, tenant, most) =>
      change([tags.user(user.hash), tags.members(tenant.id)], () => users.createTenantFor(user, tenant, most)),
    changeUser: (before, after) => change([tags.user(before.hash)], () => users.changeUser(before, after)),
    changeRole: (member, role) => change([tags.members(member.tenantId)], () => users.changeRole(member, role)),
    removeMember: (member) =>
      change([tags.user(member.userHash), tags.members(member.tenantId)], () => users.removeMember(member)),
    acceptInvitation: (invitation, user, now) =>
      change([tags.user(user.hash), tags.members(invitation.tenantId)], () =>
        users.acceptInvitation(invitation, user, now),
      ),
    getUser: (hash) => users.getUser(hash),
    getMember: (tenantId, userId) => users.getMember(tenantId, userId),
    tenantsOf: (hash) => users.tenantsOf(hash),
    listMembers: (tenantId, page) => users.listMembers(tenantId, page),
    countMembers: (tenantId) => users.countMembers(tenantId),
    putInvitation: (invitation) => users.putInvitation(invitation),
    listInvitations: (tenantId, page) => users.listInvitations(tenantId, page),
    getInvitation: (tenantId, invitationId) => users.getInvitation(tenantId, invitationId),
    findInvitation: (tokenHash) => users.findInvitation(tokenHash),
    deleteInvitation: (invitation) => users.deleteInvitation(invitation),
  };
}
