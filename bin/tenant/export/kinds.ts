import { recordFromItem } from '../../../shared/clients/dynamodb/api-key-items.ts';
import { shownFromItem } from '../../../shared/clients/dynamodb/connection-items.ts';
import type { Item } from '../../../shared/clients/dynamodb/item.ts';
import { partitionKind } from '../../../shared/clients/dynamodb/partition-kind.ts';
import {
  headerFromItem,
  runOfPartition,
  signalFromItem,
  stepFromItem,
} from '../../../shared/clients/dynamodb/run-items.ts';
import { tenantFromItem } from '../../../shared/clients/dynamodb/tenant-items.ts';
import { invitationFromItem, memberFromItem } from '../../../shared/clients/dynamodb/user-items.ts';
import { draftFromItem, versionFromItem, workflowFromItem } from '../../../shared/clients/dynamodb/workflow-items.ts';
import type { Json } from '../../../shared/domain/json/json.ts';
import type { BodyRef } from '../../../shared/domain/run/run.ts';

/** Reads a body of a run; undefined for one that is gone. */
export type ReadBody = (runId: string, ref: BodyRef) => Promise<Json | undefined>;

interface Kind {
  /** Kind of the partition (see partition-kind.ts) and beginning of the sort key. */
  readonly at: readonly [partition: string, sortKey: string];
  /** Name of the file; null for what holds nothing that is not in another one, or that the tenant may not have. */
  readonly file: string | null;
  readonly record?: (item: Item, read: ReadBody) => unknown;
}

/** What of a tenant's items goes where. Hashes, tokens and envelopes go nowhere. */
const KINDS: readonly Kind[] = [
  { at: ['TENANT', 'TENANT'], file: 'tenant', record: tenantFromItem },
  { at: ['TENANT', 'APIKEY#'], file: 'api-keys', record: recordFromItem },
  { at: ['TENANT', 'MEMBER#'], file: 'members', record: (item) => without(memberFromItem(item), 'userHash') },
  {
    at: ['TENANT', 'INVITATION#'],
    file: 'invitations',
    record: (item) => without(invitationFromItem(item), 'tokenHash'),
  },
  { at: ['TENANT', 'APIKEYS'], file: null },
  { at: ['TENANT', 'MEMBERS'], file: null },
  { at: ['TENANT/CONNECTIONS', 'CONNECTION#'], file: 'connections', record: shownFromItem },
  { at: ['TENANT/CONNECTIONS', ''], file: null },
  { at: ['TENANT/WORKFLOWS', ''], file: 'workflows', record: workflowFromItem },
  { at: ['TENANT/WORKFLOW', 'DRAFT'], file: 'drafts', record: draftRecord },
  { at: ['TENANT/WORKFLOW', 'VERSION#'], file: 'versions', record: versionFromItem },
  { at: ['TENANT/RUN', 'HEADER'], file: 'runs', record: runRecord },
  { at: ['TENANT/RUN', 'STEP#'], file: 'steps', record: stepRecord },
  { at: ['TENANT/RUN', 'SIGNAL#'], file: 'signals', record: (item) => ({ ...runIdOf(item), ...signalFromItem(item) }) },
  // The engine's own, and bodies: these stand in the runs and steps that they belong to.
  { at: ['TENANT/RUN', 'ENGINE'], file: null },
  { at: ['TENANT/RUN', 'BODY#'], file: null },
  { at: ['TENANT/IDEMPOTENCY', ''], file: null },
];

export const AUDIT_FILE = 'audit';

/** Every file of an export, the empty ones too. */
export const FILES: readonly string[] = [...KINDS.flatMap(({ file }) => (file === null ? [] : [file])), AUDIT_FILE];

/** Where an item goes; `unknown` for one that this release has no place for. */
export type Placed =
  | { readonly file: string; record(read: ReadBody): unknown }
  | { readonly file: null }
  | { readonly unknown: string };

export function placeOf(item: Item): Placed {
  const partition = partitionKind(String(item.pk));
  const sortKey = String(item.sk);
  const kind = KINDS.find(({ at: [of, beginning] }) => of === partition && sortKey.startsWith(beginning));
  if (kind === undefined) return { unknown: `${partition} ${sortKey.split('#', 1)[0] ?? ''}` };
  const { file, record } = kind;
  return file === null ? { file } : { file, record: (read) => record?.(item, read) };
}

const runIdOf = (item: Item) => ({ runId: runOfPartition(String(item.pk)).runId });

const WORKFLOW_ID = /#WORKFLOW#([\w-]+)#$/;

async function draftRecord(item: Item) {
  const workflowId = WORKFLOW_ID.exec(String(item.pk))?.[1];
  return { workflowId, revision: item.revision, definition: await draftFromItem(item) };
}

async function runRecord(item: Item, read: ReadBody) {
  const run = headerFromItem(item);
  return { ...run, ...(await bodiesOf(run.id, run, read)) };
}

async function stepRecord(item: Item, read: ReadBody) {
  const { runId } = runIdOf(item);
  const step = stepFromItem(item);
  return { runId, ...step, ...(await bodiesOf(runId, step, read)) };
}

interface WithBodies {
  readonly input?: BodyRef;
  readonly output?: BodyRef;
}

/** The bodies themselves in the place of where they are. One that is gone is null, and named in `missing`. */
async function bodiesOf(runId: string, { input, output }: WithBodies, read: ReadBody) {
  const found: Record<string, unknown> = {};
  const missing: string[] = [];
  for (const [name, ref] of Object.entries({ input, output })) {
    if (ref === undefined) continue;
    const body = await read(runId, ref);
    found[name] = body ?? null;
    if (body === undefined) missing.push(name);
  }
  return missing.length === 0 ? found : { ...found, missing };
}

const without = <Value extends object, Name extends keyof Value>(value: Value, name: Name): Omit<Value, Name> => {
  const { [name]: _left, ...rest } = value;
  return rest;
};
