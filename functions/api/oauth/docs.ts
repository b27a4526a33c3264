import * as z from 'zod';
import { PARAMS } from '../../../shared/contract/params.ts';
import type { RouteDocs } from '../../../shared/contract/route-docs.ts';

export const docs: RouteDocs<'api-oauth'> = {
  oauthCallback: {
    summary: 'Take somebody back from the page on which they consented to a connection',
    answers: {
      200: {
        description: 'The connection can be used.',
        body: z
          .strictObject({ authorized: z.literal(true), connectionId: z.string().regex(PARAMS.connectionId) })
          .meta({ id: 'Consented' }),
      },
    },
    errors: {
      400: ['OAUTH_STATE_INVALID', 'OAUTH_DENIED', 'INVALID_PARAMETER'],
      409: ['CONFLICT'],
      502: ['OAUTH_EXCHANGE_FAILED'],
      503: ['SECRETS_UNAVAILABLE', 'SECRETS_KEY_UNUSABLE'],
    },
  },
};
