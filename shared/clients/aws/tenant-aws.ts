import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { KMSClient } from '@aws-sdk/client-kms';
import type { S3Client } from '@aws-sdk/client-s3';
import { perTenant } from '../../domain/per-tenant.ts';
import { dynamoClient } from '../dynamodb/dynamo-client.ts';
import { createS3Client, s3Client } from '../s3/s3-client.ts';
import type { Credentials } from '../sts/tenant-credentials.ts';
import { MAX_ATTEMPTS } from './http-options.ts';

/** Clients whose credentials are good for one tenant's data and nobody else's. */
export interface TenantAws {
  readonly dynamo: DynamoDBClient;
  readonly s3: () => Promise<S3Client>;
  readonly kms: () => Promise<KMSClient>;
}

/** The process's own clients, with the rights of the function itself. */
const ownAws: TenantAws = {
  get dynamo() {
    return dynamoClient();
  },
  s3: s3Client,
  kms: () => import('../kms/kms-client.ts').then(({ kmsClient }) => kmsClient()),
};

/** The clients of a function: narrowed to the tenant where it has a role for that (TENANT_ROLE_ARN), else its own. */
export function awsOf({ TENANT_ROLE_ARN: roleArn }: NodeJS.ProcessEnv): (tenantId: string) => TenantAws {
  return roleArn === undefined ? () => ownAws : tenantAws(roleArn);
}

/**
 * The clients for each tenant, kept for the tenants that the container has served lately. They share the connections of
 * the process's own clients.
 * @param roleArn the role that is narrowed to a tenant
 */
function tenantAws(roleArn: string): (tenantId: string) => TenantAws {
  return perTenant((tenantId) => clientsWith(sessionOf(roleArn, tenantId)));
}

/** The SDK's own provider interface: asked before each call. */
type Provider = () => Promise<Credentials>;

function sessionOf(roleArn: string, tenantId: string): Provider {
  let provider: Promise<Provider> | undefined;
  return async () => {
    provider ??= openSession(roleArn, tenantId);
    return (await provider)();
  };
}

async function openSession(roleArn: string, tenantId: string): Promise<Provider> {
  const [{ stsClient }, { tenantCredentials }] = await Promise.all([
    import('../sts/sts-client.ts'),
    import('../sts/tenant-credentials.ts'),
  ]);
  return tenantCredentials({ client: stsClient(), roleArn, tenantId, now: Date.now });
}

function clientsWith(credentials: Provider): TenantAws {
  let s3: Promise<S3Client> | undefined;
  let kms: Promise<KMSClient> | undefined;
  return {
    dynamo: new DynamoDBClient({
      credentials,
      maxAttempts: MAX_ATTEMPTS,
      requestHandler: dynamoClient().config.requestHandler,
    }),
    s3: () => {
      s3 ??= createS3Client(credentials);
      return s3;
    },
    kms: () => {
      kms ??= import('../kms/kms-client.ts').then(({ createKmsClient }) => createKmsClient(credentials));
      return kms;
    },
  };
}
