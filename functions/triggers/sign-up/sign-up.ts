import type { PostConfirmationTriggerEvent } from 'aws-lambda';
import { poolIssuer } from '../../../shared/clients/cognito/user-pool.ts';
import { newId } from '../../../shared/domain/id.ts';
import type { Log } from '../../../shared/domain/log.ts';
import { hashUser, personEmail, personName, userIdOf } from '../../../shared/domain/tenant/person.ts';
import type { Tenant } from '../../../shared/domain/tenant/tenant.ts';
import type { User, UserStore } from '../../../shared/domain/tenant/user.ts';

/** What a tenant is called whose owner has given no name that could be used. */
const UNNAMED = 'My team';

interface SignUpOptions {
  readonly users: Pick<UserStore, 'createTenantFor'>;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Gives a person who has just confirmed their address a tenant of their own. Cognito calls up to three times when the
 * answer is late: whoever owns a tenant already gets no second one. The event is the answer, as Cognito wants it.
 */
export const createSignUp =
  ({ users, log, now }: SignUpOptions) =>
  async (event: PostConfirmationTriggerEvent): Promise<PostConfirmationTriggerEvent> => {
    // The other source is a new password, after which nothing is new.
    if (event.triggerSource !== 'PostConfirmation_ConfirmSignUp') return event;
    const user = userOf(event, now());
    const tenant = tenantOf(event, user);
    const outcome = await users.createTenantFor(user, tenant, 1);
    if (outcome === 'created') log.info('Signed up', { tenantId: tenant.id, userId: user.id });
    else log.info('Signed up before', { userId: user.id });
    return event;
  };

/** @throws Error when the event has no subject, by which the person could not be found again */
function userOf({ userPoolId, request: { userAttributes } }: PostConfirmationTriggerEvent, now: number): User {
  const { sub, email: given, name: called, email_verified: verified } = userAttributes;
  if (!sub) throw new Error('The event of the user pool names no subject.');
  const hash = hashUser(poolIssuer(userPoolId), sub);
  const email = personEmail(given, verified);
  const name = personName(called);
  return {
    id: userIdOf(hash),
    hash,
    ...(email !== undefined && { email }),
    ...(name !== undefined && { name }),
    preferences: {},
    createdAt: now,
  };
}

function tenantOf({ request: { userAttributes } }: PostConfirmationTriggerEvent, { createdAt, email }: User): Tenant {
  const name = personName(userAttributes['custom:organisation']) ?? personName(email?.split('@', 1)[0]) ?? UNNAMED;
  return { id: newId('ten', createdAt), name, tier: 'free', suspended: false, createdAt };
}
