import type { Connection } from '../../../shared/domain/connection/connection.ts';
import type { Use } from '../../../shared/domain/connection/store.ts';
import type { Json } from '../../../shared/domain/json/json.ts';

const iso = (time: number): string => new Date(time).toISOString();
const isoOrNull = (time: number | undefined): string | null => (time === undefined ? null : iso(time));

/** More than anybody reads at once. */
const MAX_USES = 100;

/** @param credentials @default with every secret masked */
export const connectionView = (connection: Connection, credentials: Json = connection.shown) => ({
  id: connection.id,
  name: connection.name,
  kind: connection.kind,
  credentials,
  fingerprint: connection.fingerprint,
  allowedHosts: connection.allowedHosts ?? null,
  testUrl: connection.testUrl ?? null,
  createdAt: iso(connection.createdAt),
  updatedAt: iso(connection.updatedAt),
  authorizedAt: isoOrNull(connection.authorizedAt),
  lastTestedAt: isoOrNull(connection.lastTest?.testedAt),
  lastTestResult: connection.lastTest === undefined ? null : resultOf(connection.lastTest),
});

const resultOf = ({ ok, status, message }: NonNullable<Connection['lastTest']>) => ({ ok, status, message });

/** How many workflows use a connection, and which. */
export const usedByView = (uses: readonly Use[]) => ({
  count: uses.length,
  workflows: uses.slice(0, MAX_USES).map(({ workflowId: id, name, draft, published }) => ({
    id,
    name,
    draft,
    published,
  })),
});
