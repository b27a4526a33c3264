import * as z from 'zod';
import { pageOf, TimeSchema } from '../../../shared/contract/answer-schemas.ts';
import { PARAMS } from '../../../shared/contract/params.ts';
import type { RouteDocs } from '../../../shared/contract/route-docs.ts';
import { ROLES } from '../../../shared/contract/routes.ts';
import { TIER_NAMES } from '../../../shared/domain/tenant/tiers.ts';
import { LimitsSchema } from './limits-schema.ts';

const RoleSchema = z.enum(ROLES);
const TenantIdSchema = z.string().describe('`ten_` and a ULID.');
const CallerIdSchema = z.string().describe('Id of a key or a user.');

const ApiKeySchema = z
  .strictObject({
    id: z.string().regex(PARAMS.keyId),
    name: z.string(),
    role: RoleSchema,
    hint: z.string().nullable().describe('Both ends of the secret.'),
    createdAt: TimeSchema,
    createdBy: CallerIdSchema.nullable(),
    expiresAt: TimeSchema.nullable(),
    lastUsedAt: TimeSchema.nullable().describe('Right to the hour.'),
    previousExpiresAt: TimeSchema.optional().describe('Until then the secret before the last rotation works too.'),
  })
  .meta({ id: 'ApiKey' });
/** What is shown once is not kept: who repeats a request by its Idempotency-Key is told so in its place. */
const ReplayedSchema = z.literal(true).optional().describe('The answer to a repetition, without what is shown once.');
const ShownKeySchema = ApiKeySchema.extend({
  key: z.string().optional().describe('The secret, shown this once: left out when `replayed`.'),
  replayed: ReplayedSchema,
}).meta({ id: 'ApiKeyWithSecret' });

const UserSchema = z
  .strictObject({
    id: z.string().regex(PARAMS.userId),
    email: z.string().nullable(),
    name: z.string().nullable(),
    preferences: z.record(z.string(), z.unknown()),
    activeTenantId: TenantIdSchema.nullable(),
    createdAt: TimeSchema.nullable().describe('Null for a user who has no record yet.'),
  })
  .meta({ id: 'User' });

const MembershipSchema = z.strictObject({ id: TenantIdSchema, name: z.string(), role: RoleSchema });
const WorkplaceSchema = MembershipSchema.extend({ tier: z.enum(TIER_NAMES) }).meta({ id: 'Workplace' });

const UserMeSchema = z
  .strictObject({
    kind: z.literal('user'),
    user: UserSchema,
    tenant: WorkplaceSchema.nullable().describe('Where this very credential works.'),
    tenants: z.array(MembershipSchema),
  })
  .meta({ id: 'UserMe' });
const KeyMeSchema = z
  .strictObject({
    kind: z.literal('key'),
    key: ApiKeySchema.pick({ id: true, name: true, role: true, hint: true, expiresAt: true }),
    tenant: WorkplaceSchema,
  })
  .meta({ id: 'KeyMe' });
const PlatformMeSchema = z
  .strictObject({ kind: z.literal('key'), role: z.literal('platform') })
  .meta({ id: 'PlatformMe' });

const TenantSchema = z
  .strictObject({
    id: TenantIdSchema,
    name: z.string(),
    tier: z.enum(TIER_NAMES),
    limits: LimitsSchema,
    members: z.int().nonnegative(),
    owners: z.int().nonnegative(),
    createdAt: TimeSchema,
  })
  .meta({ id: 'Tenant' });

const MemberSchema = z
  .strictObject({
    userId: z.string().regex(PARAMS.userId),
    role: RoleSchema,
    email: z.string().nullable(),
    name: z.string().nullable(),
    joinedAt: TimeSchema,
  })
  .meta({ id: 'Member' });

const InvitationSchema = z
  .strictObject({
    id: z.string().regex(PARAMS.invitationId),
    role: RoleSchema,
    email: z.string().nullable(),
    invitedBy: CallerIdSchema,
    createdAt: TimeSchema,
    expiresAt: TimeSchema,
  })
  .meta({ id: 'Invitation' });
const NewInvitationSchema = InvitationSchema.extend({
  mailed: z.boolean(),
  token: z.string().optional().describe('Shown this once, when it was not mailed.'),
  link: z.string().optional(),
  replayed: ReplayedSchema,
}).meta({ id: 'NewInvitation' });

const ABSENT = { 404: ['NOT_FOUND'] };
const CURSOR = { 400: ['INVALID_CURSOR'] };
const CHANGED = { ...ABSENT, 409: ['CONFLICT'] };
const LAST_OWNER = { ...ABSENT, 409: ['LAST_OWNER', 'CONFLICT'] };

export const docs: RouteDocs<'api-account'> = {
  getMe: {
    summary: 'Who calls',
    answers: {
      200: { description: 'Whose the credential is.', body: z.union([UserMeSchema, KeyMeSchema, PlatformMeSchema]) },
    },
  },
  updateMe: {
    summary: 'Change the own name, preferences or active tenant',
    example: { name: 'Ada Lovelace', preferences: { theme: 'dark' } },
    answers: { 200: { description: 'Who calls.', body: UserMeSchema } },
    errors: { ...CHANGED, 422: ['INVALID_BODY', 'PREFERENCES_TOO_LARGE'] },
  },
  leaveTenant: {
    summary: 'Leave the tenant that the token works in',
    answers: { 204: { description: 'The caller is no member any more.' } },
    errors: { 409: ['NO_TENANT', 'LAST_OWNER', 'CONFLICT'] },
  },
  createTenant: {
    summary: 'Make a tenant of the own',
    example: { name: 'Analytical Engines' },
    answers: { 201: { description: 'The tenant; the caller works in it from now on.', body: TenantSchema } },
    errors: { 409: ['TOO_MANY_TENANTS', 'CONFLICT'] },
  },
  getTenant: {
    summary: 'Read the tenant with its limits',
    answers: { 200: { description: 'The tenant.', body: TenantSchema } },
    errors: ABSENT,
  },
  updateTenant: {
    summary: 'Rename the tenant',
    example: { name: 'Analytical Engines' },
    answers: { 200: { description: 'The tenant.', body: TenantSchema } },
    errors: ABSENT,
  },
  listMembers: {
    summary: 'List the people of the tenant',
    answers: { 200: { description: 'A page.', body: pageOf(MemberSchema) } },
    errors: CURSOR,
  },
  updateMember: {
    summary: 'Give a member another role',
    example: { role: 'editor' },
    answers: { 200: { description: 'The member.', body: MemberSchema } },
    errors: LAST_OWNER,
  },
  removeMember: {
    summary: 'Take a person out of the tenant',
    answers: { 204: { description: 'They are no member any more.' } },
    errors: LAST_OWNER,
  },
  listInvitations: {
    summary: 'List invitations that can still be taken, newest first',
    answers: { 200: { description: 'A page.', body: pageOf(InvitationSchema) } },
    errors: CURSOR,
  },
  createInvitation: {
    summary: 'Invite a person into the tenant',
    example: { role: 'editor', email: 'ada@example.com', expiresInDays: 7 },
    answers: { 201: { description: 'The invitation.', body: NewInvitationSchema } },
    errors: { ...ABSENT, 403: ['ROLE_TOO_HIGH'], 409: ['TOO_MANY_INVITATIONS'] },
  },
  acceptInvitation: {
    summary: 'Take an invitation',
    example: { token: 'the-last-part-of-the-link' },
    answers: {
      200: {
        description: 'The tenant, in which the caller works now.',
        body: z.strictObject({ tenant: WorkplaceSchema }),
      },
    },
    errors: {
      ...ABSENT,
      403: ['INVITATION_FOR_ANOTHER', 'TENANT_SUSPENDED'],
      409: ['ALREADY_MEMBER', 'MEMBER_LIMIT', 'CONFLICT'],
    },
  },
  revokeInvitation: {
    summary: 'Withdraw an invitation',
    answers: { 204: { description: 'It is void.' } },
    errors: ABSENT,
  },
  listApiKeys: {
    summary: 'List API keys, without their secrets',
    answers: { 200: { description: 'A page.', body: pageOf(ApiKeySchema) } },
    errors: CURSOR,
  },
  createApiKey: {
    summary: 'Make an API key',
    example: { name: 'Deploy', role: 'editor', expiresAt: '2031-01-01T00:00:00Z' },
    answers: {
      201: {
        description: 'The key with its secret, shown this once.',
        body: ShownKeySchema,
        headers: { location: 'Path of the key.' },
      },
    },
    errors: { 403: ['ROLE_TOO_HIGH'], 409: ['TOO_MANY_API_KEYS'] },
  },
  getApiKey: {
    summary: 'Read an API key, without its secret',
    answers: { 200: { description: 'The key.', body: ApiKeySchema } },
    errors: ABSENT,
  },
  updateApiKey: {
    summary: 'Rename an API key or move its end',
    example: { name: 'Deploy', expiresAt: null },
    answers: { 200: { description: 'The key.', body: ApiKeySchema } },
    errors: CHANGED,
  },
  revokeApiKey: {
    summary: 'End an API key',
    answers: { 204: { description: 'It works for a minute more at most.' } },
    errors: CHANGED,
  },
  rotateApiKey: {
    summary: 'Give an API key another secret',
    example: { overlapSeconds: 3600 },
    answers: { 200: { description: 'The key with its new secret, shown this once.', body: ShownKeySchema } },
    errors: { ...ABSENT, 409: ['API_KEY_EXPIRED', 'CONFLICT'] },
  },
};
