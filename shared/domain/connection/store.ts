import type { Page, PageRequest } from '../workflow/store.ts';
import type { Connection, SealedConnection, TestResult } from './connection.ts';
import type { Consent } from './consent.ts';
import type { StoredToken } from './token.ts';

/** A workflow that names a connection: in its draft, in its newest published version, or both. */
export interface Use {
  readonly workflowId: string;
  readonly name: string;
  readonly draft: boolean;
  readonly published: boolean;
}

/** Every call names the tenant, and nothing outside it can be reached. Absent answers `undefined`. */
export interface ConnectionStore {
  /** @param most connections that the tenant may have */
  create(connection: SealedConnection, most: number): Promise<'created' | 'nameTaken' | 'full'>;
  get(tenantId: string, connectionId: string): Promise<SealedConnection | undefined>;
  findByName(tenantId: string, name: string): Promise<SealedConnection | undefined>;
  /** Those of the names that no connection has. Of very many names, some are not looked for. */
  missingOf(tenantId: string, names: readonly string[]): Promise<ReadonlySet<string>>;
  list(tenantId: string, page: PageRequest): Promise<Page<Connection>>;
  /** Answers `stale` when the connection is not at `before.revision` any more. */
  update(before: Connection, after: SealedConnection): Promise<'updated' | 'nameTaken' | 'stale'>;
  /** Notes what came of a test; no change of the connection. */
  noteTest(tenantId: string, connectionId: string, result: TestResult): Promise<void>;
  /** Forgets the connection and its token. Answers `stale` as update. */
  remove(connection: Connection): Promise<'removed' | 'stale'>;
  /** Workflows of the tenant that name it. Reads the headers of all of them. */
  usesOf(tenantId: string, name: string): Promise<readonly Use[]>;
}

export interface ConsentStore {
  put(consent: Consent): Promise<void>;
  /** Gives a consent out once; undefined for one that is unknown, used or too late. */
  take(tenantId: string, stateHash: string, now: number): Promise<Consent | undefined>;
  /**
   * Stores the first token, whatever was there, and notes on the connection that somebody consented; both or neither.
   * @returns false when the connection is gone or has other credentials by now
   */
  complete(consent: Consent, token: Pick<StoredToken, 'envelope' | 'validUntil'>, now: number): Promise<boolean>;
}
