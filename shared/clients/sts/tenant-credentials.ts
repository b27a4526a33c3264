import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import { SESSION_SECONDS, TENANT_TAG } from '../../contract/tenant-session.ts';
import { withinTime } from '../aws/time-limit.ts';

/** A session is left before it ends, so that no call begins with credentials that end on the way. */
const LEFT_MS = 5 * 60_000;

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

interface TenantCredentialsOptions {
  readonly client: Pick<STSClient, 'send'>;
  readonly roleArn: string;
  readonly tenantId: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Credentials of the role, narrowed to one tenant; had once and kept until shortly before they end. Calls at the same
 * time share one session.
 */
export function tenantCredentials(options: TenantCredentialsOptions): () => Promise<Credentials> {
  let session: Promise<Credentials> | undefined;
  let until = 0;
  return () => {
    if (session !== undefined && options.now() < until) return session;
    until = options.now() + SESSION_SECONDS * 1000 - LEFT_MS;
    session = assume(options).catch((error: unknown) => {
      until = 0;
      throw error;
    });
    return session;
  };
}

async function assume({ client, roleArn, tenantId }: TenantCredentialsOptions): Promise<Credentials> {
  const command = new AssumeRoleCommand({
    RoleArn: roleArn,
    // CloudTrail shows it beside every call of the session.
    RoleSessionName: tenantId,
    DurationSeconds: SESSION_SECONDS,
    Tags: [{ Key: TENANT_TAG, Value: tenantId }],
  });
  const { Credentials: had } = await withinTime('AssumeRole', (limits) => client.send(command, limits));
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = had ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) throw new Error('STS gave no credentials.');
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: Expiration,
  };
}
