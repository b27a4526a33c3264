import type { SecretPurpose } from '../../contract/secret-purposes.ts';
import type { JsonObject } from '../json/json.ts';

export const CONNECTION_KINDS = [
  'apiKey',
  'bearer',
  'basic',
  'header',
  'oauth2',
  'openai',
  'anthropic',
  'bedrock',
  'pinecone',
  'webhookSecret',
] as const;
export type ConnectionKind = (typeof CONNECTION_KINDS)[number];

/** What came of the last test. */
export interface TestResult {
  readonly ok: boolean;
  /** Of the answer; null when there was none. */
  readonly status: number | null;
  readonly message: string;
  /** Epoch milliseconds. */
  readonly testedAt: number;
}

/** A tenant's named credentials, without what is secret of them. Times are epoch milliseconds. */
export interface Connection {
  /** `conn_<ulid>` */
  readonly id: string;
  readonly tenantId: string;
  /** Unique in the tenant: nodes name it. */
  readonly name: string;
  readonly kind: ConnectionKind;
  /** The credentials with every secret masked. */
  readonly shown: JsonObject;
  /** Tells credentials apart; see fingerprint.ts. */
  readonly fingerprint: string;
  /** Where the credentials may be sent; absent: to the vendor of the kind, or anywhere for kinds that have none. */
  readonly allowedHosts?: readonly string[];
  /** What a test of a kind without a vendor calls. */
  readonly testUrl?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly lastTest?: TestResult;
  /** When somebody consented, for the authorization code grant. */
  readonly authorizedAt?: number;
  /** Counts every change. */
  readonly revision: number;
}

export interface SealedConnection extends Connection {
  /** The sealed credentials. */
  readonly envelope: string;
}

/**
 * What the credentials of a kind are sealed for. Signing secrets are opened by what receives webhooks, which has no right
 * to any other credential.
 */
export const purposeOf = (kind: ConnectionKind): SecretPurpose => (kind === 'webhookSecret' ? 'webhook' : 'connection');
