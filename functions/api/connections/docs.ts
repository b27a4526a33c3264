import * as z from 'zod';
import { pageOf, TimeSchema } from '../../../shared/contract/answer-schemas.ts';
import { PARAMS } from '../../../shared/contract/params.ts';
import type { RouteDocs } from '../../../shared/contract/route-docs.ts';
import { CONNECTION_KINDS } from '../../../shared/domain/connection/connection.ts';

const OutcomeSchema = z.strictObject({
  ok: z.boolean(),
  status: z.int().nullable().describe('Of the answer; null when there was none.'),
  message: z.string(),
});

const ConnectionSchema = z
  .strictObject({
    id: z.string().regex(PARAMS.connectionId),
    name: z.string(),
    kind: z.enum(CONNECTION_KINDS),
    credentials: z
      .record(z.string(), z.unknown())
      .describe('Secrets are masked: ••••, with the last four characters of those longer than 16.'),
    fingerprint: z.string().describe('Stays the same as long as the credentials do.'),
    allowedHosts: z.array(z.string()).nullable().describe('Where the credentials may be sent; null: as the kind says.'),
    testUrl: z.string().nullable(),
    createdAt: TimeSchema,
    updatedAt: TimeSchema,
    authorizedAt: TimeSchema.nullable().describe('When somebody consented, for the authorization code grant.'),
    lastTestedAt: TimeSchema.nullable(),
    lastTestResult: OutcomeSchema.nullable(),
  })
  .meta({ id: 'Connection' });

const UsedBySchema = z
  .strictObject({
    count: z.int().nonnegative(),
    workflows: z
      .array(
        z.strictObject({
          id: z.string().regex(PARAMS.workflowId),
          name: z.string(),
          draft: z.boolean().describe('The draft names the connection.'),
          published: z.boolean().describe('The newest published version does.'),
        }),
      )
      .describe('At most 100.'),
  })
  .meta({ id: 'ConnectionUses' });

const ABSENT = { 404: ['NOT_FOUND'] };
const KEY = { 503: ['SECRETS_UNAVAILABLE', 'SECRETS_KEY_UNUSABLE'] };
const SAVED = { ...KEY, 422: ['INVALID_BODY'] };

export const docs: RouteDocs<'api-connections'> = {
  listConnections: {
    summary: 'List connections, oldest first',
    answers: { 200: { description: 'A page.', body: pageOf(ConnectionSchema) } },
    errors: { 400: ['INVALID_CURSOR'] },
  },
  createConnection: {
    summary: 'Keep credentials under a name',
    example: { name: 'shop', kind: 'bearer', credentials: { token: 'tok_0123' }, allowedHosts: ['api.shop.example'] },
    answers: {
      201: {
        description: 'The connection; its secrets are masked from now on.',
        body: ConnectionSchema,
        headers: { location: 'Path of the connection.' },
      },
    },
    errors: { ...SAVED, 409: ['NAME_TAKEN', 'TOO_MANY_CONNECTIONS'] },
  },
  getConnection: {
    summary: 'Read a connection; owners may have its secrets shown',
    answers: {
      200: {
        description: 'The connection, and which workflows name it.',
        body: ConnectionSchema.extend({ usedBy: UsedBySchema }).meta({ id: 'ConnectionWithUses' }),
      },
    },
    errors: { ...ABSENT, ...KEY, 403: ['FORBIDDEN'], 409: ['CONNECTION_UNREADABLE'] },
  },
  updateConnection: {
    summary: 'Change a connection; credentials are replaced as a whole',
    example: { credentials: { token: 'tok_4567' } },
    answers: { 200: { description: 'The connection.', body: ConnectionSchema } },
    errors: { ...ABSENT, ...SAVED, 403: ['FORBIDDEN'], 409: ['NAME_TAKEN', 'CONNECTION_IN_USE', 'CONFLICT'] },
  },
  deleteConnection: {
    summary: 'Forget a connection with its credentials',
    answers: { 204: { description: 'It is gone.' } },
    errors: { ...ABSENT, 409: ['CONNECTION_IN_USE', 'CONFLICT'] },
  },
  testConnection: {
    summary: 'Try the credentials by a harmless call',
    example: { testUrl: 'https://api.shop.example/me' },
    answers: {
      200: {
        description: 'What came of it, also when the service refused.',
        body: OutcomeSchema.extend({ testedAt: TimeSchema }).meta({ id: 'ConnectionTest' }),
      },
    },
    errors: { ...ABSENT, ...KEY, 422: ['INVALID_BODY', 'TEST_URL_REQUIRED', 'NOT_TESTABLE'] },
  },
  authorizeConnection: {
    summary: 'Begin to ask somebody for consent',
    answers: {
      200: {
        description: 'The page on which they give it.',
        body: z.strictObject({ url: z.url(), expiresAt: TimeSchema }).meta({ id: 'ConsentPage' }),
      },
    },
    errors: { ...ABSENT, ...KEY, 409: ['NOT_AUTHORIZABLE', 'CONNECTION_UNREADABLE'] },
  },
};
