import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createAuditReader } from '../../../shared/clients/dynamodb/audit-reader.ts';
import type { Item } from '../../../shared/clients/dynamodb/item.ts';
import { scanPage } from '../../../shared/clients/dynamodb/scan.ts';
import type { Table } from '../../../shared/clients/dynamodb/table.ts';
import { createBodyStore } from '../../../shared/clients/s3/body-store.ts';
import type { Bucket } from '../../../shared/clients/s3/bucket.ts';
import { ofTenant } from '../../../shared/contract/table.ts';
import { AUDIT_FILE, placeOf, type ReadBody } from './kinds.ts';
import { appendRecords, hashFiles, type Manifest, openManifest, saveManifest } from './manifest.ts';

/** Items that are looked at between two saves. Their bodies may have some megabytes each. */
const PAGE = 200;
const AUDIT_PAGE = 1000;

export interface ExportDeps {
  readonly table: Table;
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly bucket: Bucket;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Told after each page. */
  readonly onPage: (manifest: Manifest) => void;
}

/**
 * Writes everything that a tenant owns into a folder, a line of JSON for each thing; goes on where an earlier export into
 * the folder was stopped. What changes meanwhile may be in it or not: suspend the tenant for a picture of one moment.
 */
export async function exportTenant(tenantId: string, dir: string, deps: ExportDeps): Promise<Manifest> {
  let manifest = await openManifest(dir, tenantId, iso(deps.now()));
  const read = bodyReader(tenantId, deps);
  while (manifest.reading !== 'nothing') {
    const page = manifest.reading === 'items' ? await readItems(manifest, deps, read) : await readAudit(manifest, deps);
    const { records, cursor, ...facts } = page;
    const { cursor: _before, ...rest } = manifest;
    const files = await appendRecords(dir, manifest.files, records);
    const next = manifest.reading === 'items' ? 'audit' : 'nothing';
    manifest = { ...rest, ...facts, files, ...(cursor === undefined ? { reading: next } : { cursor }) };
    await saveManifest(dir, manifest);
    deps.onPage(manifest);
  }
  if (manifest.endedAt !== undefined) return manifest;
  const ended = { ...manifest, files: await hashFiles(dir, manifest.files), endedAt: iso(deps.now()) };
  await saveManifest(dir, ended);
  return ended;
}

const iso = (at: number): string => new Date(at).toISOString();

/** What one page adds, and where the next one begins. */
interface Page extends Pick<Manifest, 'missingBodies' | 'unknown'> {
  readonly records: ReadonlyMap<string, readonly unknown[]>;
  readonly cursor?: Item | string | undefined;
}

async function readItems(manifest: Manifest, { client, tableName }: ExportDeps, read: ReadBody): Promise<Page> {
  const filter = { condition: 'begins_with(pk, :tenant)', values: { ':tenant': ofTenant(manifest.tenantId) } };
  const after = manifest.cursor as Item | undefined;
  const { items, lastKey } = await scanPage({ client, tableName, limit: PAGE, after, filter });
  const records = new Map<string, unknown[]>();
  const unknown = { ...manifest.unknown };
  let { missingBodies } = manifest;
  for (const item of items) {
    const place = placeOf(item);
    if ('unknown' in place) unknown[place.unknown] = (unknown[place.unknown] ?? 0) + 1;
    else if (place.file !== null) {
      const record = await place.record(read);
      missingBodies += (record as { readonly missing?: readonly string[] }).missing?.length ?? 0;
      records.set(place.file, [...(records.get(place.file) ?? []), record]);
    }
  }
  return { records, unknown, missingBodies, cursor: lastKey };
}

async function readAudit({ tenantId, cursor, missingBodies, unknown }: Manifest, { table }: ExportDeps): Promise<Page> {
  const query = { limit: AUDIT_PAGE, ...(typeof cursor === 'string' && { cursor }) };
  const { items, nextCursor } = await createAuditReader(table).list(tenantId, query);
  return { records: new Map([[AUDIT_FILE, items]]), missingBodies, unknown, cursor: nextCursor };
}

/** What the store says of a body that is not there: retention forgets bodies before or after what they belong to. */
const GONE: ReadonlySet<string> = new Set(['NoSuchKey', 'MissingBodyError']);

function bodyReader(tenantId: string, { table, bucket }: ExportDeps): ReadBody {
  const bodies = createBodyStore({ table, bucket });
  return async (runId, ref) => {
    try {
      return await bodies.get(tenantId, runId, ref);
    } catch (error) {
      if (error instanceof Error && GONE.has(error.name)) return undefined;
      throw error;
    }
  };
}
