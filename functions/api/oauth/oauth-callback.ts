import * as z from 'zod';
import { requestToken, type TokenAnswer } from '../../../shared/clients/connections/token-request.ts';
import type { AuditTrail } from '../../../shared/domain/audit/audit.ts';
import { type Consent, type ConsentSecrets, hashState, placeOf } from '../../../shared/domain/connection/consent.ts';
import { type TokenSecrets, validUntil } from '../../../shared/domain/connection/token.ts';
import { RequestError } from '../../../shared/domain/errors.ts';
import { isNodeError } from '../../../shared/domain/node/errors.ts';
import type { TenantVault } from '../../../shared/domain/secret/vault.ts';
import { TIERS } from '../../../shared/domain/tenant/tiers.ts';
import { type ApiCall, defineRoute } from '../../../shared/middleware/route.ts';
import type { OAuthServices } from './services.ts';

const MAX_LENGTH = 4096;
const TIMEOUT_MS = 10_000;

/** What services add besides is left out. */
const QuerySchema = z.object({
  state: z.string().max(MAX_LENGTH),
  code: z.string().min(1).max(MAX_LENGTH).optional(),
  error: z.string().max(MAX_LENGTH).optional(),
});

/**
 * Takes somebody back from the page on which they consented, and exchanges the code that they bring. The state, which
 * works once and for ten minutes, is all that proves who began this.
 */
export const route = defineRoute({
  name: 'oauthCallback',
  query: QuerySchema,
  async handle(call, services: OAuthServices) {
    const { state, code } = call.query;
    const consent = await takeConsent(services, state, call.now());
    if (code === undefined) throw denied(call.query.error);
    const secrets = services.vaultOf(consent.tenantId).forTenant(consent.tenantId);
    try {
      await complete(consent, code, secrets, services, call.now());
    } finally {
      secrets.wipe();
    }
    const { tenantId, connectionId } = consent;
    call.logger.info('Connection authorized', { tenantId, connectionId });
    await writeDown(consent, services.trail, call as ApiCall);
    return { status: 200, body: { authorized: true, connectionId } };
  },
});

/** The history of the tenant is not known here: it is kept for as long as the shortest. */
async function writeDown(
  { tenantId, connectionId: id, startedBy: principalId }: Consent,
  trail: AuditTrail | undefined,
  { sourceIp, correlationId, logger, now }: ApiCall,
): Promise<void> {
  const event = {
    tenantId,
    at: now(),
    action: 'oauthCallback',
    principalId,
    principalKind: principalId.startsWith('key_') ? 'key' : 'user',
    resource: { type: 'connections', id },
    sourceIp,
    status: 200,
    correlationId,
  } as const;
  await trail?.record(event, TIERS.free.historyDays).catch((error: unknown) => logger.error('Audit failed', { error }));
}

async function takeConsent({ consentsOf }: OAuthServices, state: string, now: number): Promise<Consent> {
  const place = placeOf(state);
  const consent = place && (await consentsOf(place.tenantId).take(place.tenantId, hashState(state), now));
  if (consent !== undefined) return consent;
  const message = 'This consent is unknown, was used already or has taken too long. Begin again.';
  throw new RequestError(400, 'OAUTH_STATE_INVALID', message);
}

async function complete(
  consent: Consent,
  code: string,
  secrets: TenantVault,
  { consentsOf, outboundOf }: OAuthServices,
  now: number,
): Promise<void> {
  const opened = await secrets.open(consent.connectionId, 'oauth', consent.envelope);
  const asked = JSON.parse(opened.reveal()) as ConsentSecrets;
  const grant = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: asked.redirectUri,
    code_verifier: asked.verifier,
  };
  const outbound = outboundOf(consent.tenantId);
  const answer = await requestToken(outbound, asked.client, grant, AbortSignal.timeout(TIMEOUT_MS)).catch(refused);
  const envelope = await secrets.seal(consent.connectionId, 'oauth', plaintextOf(answer));
  const token = { envelope, validUntil: validUntil(answer.life, now) };
  if (await consentsOf(consent.tenantId).complete(consent, token, now)) return;
  const message = 'The connection was deleted or has other credentials by now. Begin again.';
  throw new RequestError(409, 'CONFLICT', message);
}

const plaintextOf = ({ accessToken, refreshToken }: TokenAnswer): string =>
  JSON.stringify({ accessToken, ...(refreshToken !== undefined && { refreshToken }) } satisfies TokenSecrets);

function refused(error: unknown): never {
  if (!isNodeError(error)) throw error;
  throw new RequestError(502, 'OAUTH_EXCHANGE_FAILED', `No token was given. ${error.message} Begin again.`, {
    cause: error,
  });
}

function denied(error: string | undefined): RequestError {
  const code = error !== undefined && /^[a-z_]{1,64}$/.test(error) ? ` (${error})` : '';
  return new RequestError(400, 'OAUTH_DENIED', `The service did not give its consent${code}.`);
}
