import { AUDIT_PREFIX } from './table.ts';

/**
 * A function that serves tenants works in a session for one tenant at a time: the session bears the tenant's id as this
 * tag, and the policies of its role let it touch nothing else.
 */
export const TENANT_TAG = 'tenantId';

/** What a policy writes in the place of the tenant's id. */
export const TENANT_VARIABLE = `\${aws:PrincipalTag/${TENANT_TAG}}`;

/** Partition keys that such a session reaches. The delimiter ends the id: it is the start of no other. */
export const TENANT_PARTITIONS = `TENANT#${TENANT_VARIABLE}#*`;

/** The partition key of the tenant's trail, which lies outside of those. */
export const TENANT_TRAIL = `${AUDIT_PREFIX}${TENANT_VARIABLE}#`;

/** Exactly the partition of a tenant's own record, members and keys, of any tenant: ids have this length. */
const TENANT_ROOTS = `TENANT#ten_${'?'.repeat(26)}#`;

/** Partition keys of those who find out who somebody is, and where they belong. */
export const IDENTITY_PARTITIONS: readonly string[] = [TENANT_ROOTS, 'APIKEY#*', 'INVITATION#*', 'TENANTS#', 'USER#*'];

/** Partition keys of what idempotency keys were used for. */
export const IDEMPOTENCY_PARTITIONS = 'TENANT#*#IDEMPOTENCY#*';

/** A role that is taken by a role can be had for an hour at most. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html */
export const SESSION_SECONDS = 3600;
