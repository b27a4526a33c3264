import { keys } from '../../contract/table.ts';
import { connectionsNamedIn } from '../../domain/connection/named-in.ts';
import { RequestError } from '../../domain/errors.ts';
import { gunzipJson, gzipJson } from '../../domain/json/gzip.ts';
import type { JsonObject } from '../../domain/json/json.ts';
import type { Definition } from '../../domain/workflow/definition.ts';
import { MAX_DEFINITION_BYTES } from '../../domain/workflow/limits.ts';
import type { VersionHeader, Workflow, WorkflowHeader, WorkflowVersion } from '../../domain/workflow/store.ts';
import { binary, decode, encode, type Fields, nullable, number, text } from './attributes.ts';
import type { Item, Key } from './item.ts';
import { stamp, upConvert } from './item-versions.ts';

/** An item is at most 400 KB, its other attributes and names included. */
const MAX_STORED_BYTES = 350 * 1024;
/** Defaults are filled in and make a version longer than its author's text. */
const MAX_TEXT_BYTES = 4 * MAX_DEFINITION_BYTES;

const HEADER: Fields<WorkflowHeader> = {
  id: text(),
  tenantId: text(),
  name: text(),
  revision: number(),
  version: nullable(number()),
  createdAt: number(),
  updatedAt: number(),
};

const VERSION: Fields<VersionHeader> = {
  workflowId: text(),
  version: number(),
  contentHash: text(),
  publishedAt: number(),
  publishedBy: text(),
};

/** A definition as compressed JSON: DynamoDB's maps end at 32 levels, and cost by their size. */
const DOCUMENT: Fields<{ document: Uint8Array }> = { document: binary() };

export const workflowToItem = (header: WorkflowHeader): Key & Item => ({
  ...encode<WorkflowHeader>(HEADER, header),
  ...stamp('workflow'),
  ...keys.workflow(header.tenantId, header.id),
});
export const workflowFromItem = (item: Item): WorkflowHeader => decode(HEADER, upConvert('workflow', item));

/** Connections that a workflow names, kept beside its header: asking where one is used opens no definition. */
interface NamedConnections {
  readonly draft: readonly string[];
  readonly published: readonly string[];
}

/** Attributes of `NamedConnections`. */
export const NAMED = { draft: 'connections', published: 'publishedConnections' } as const;

/** What such an attribute holds for a definition. */
export const namedIn = (definition: JsonObject | Definition): string => JSON.stringify(connectionsNamedIn(definition));

export const namedFromItem = (item: Item): NamedConnections => ({
  draft: namesOf(item[NAMED.draft]),
  published: namesOf(item[NAMED.published]),
});

const namesOf = (attribute: unknown): readonly string[] =>
  typeof attribute === 'string' ? (JSON.parse(attribute) as string[]) : [];

/** The draft bears the revision of its header: two that differ were not written together. */
export const draftToItem = async (workflow: Workflow): Promise<Key & Item> => ({
  ...encode(DOCUMENT, { document: await compress(workflow.definition) }),
  ...keys.draft(workflow.tenantId, workflow.id),
  revision: workflow.revision,
});
export const draftFromItem = async (item: Item): Promise<JsonObject> => (await decompress(item)) as JsonObject;

export const versionToItem = async (tenantId: string, version: WorkflowVersion): Promise<Key & Item> => ({
  ...encode<VersionHeader>(VERSION, version),
  ...stamp('workflowVersion'),
  ...encode(DOCUMENT, { document: await compress(version.definition) }),
  ...keys.version(tenantId, version.workflowId, version.version),
});
export const versionHeaderFromItem = (item: Item): VersionHeader => decode(VERSION, upConvert('workflowVersion', item));
export const versionFromItem = async (item: Item): Promise<WorkflowVersion> => ({
  ...versionHeaderFromItem(item),
  definition: (await decompress(item)) as Definition,
});

async function compress(definition: JsonObject | Definition): Promise<Uint8Array> {
  const document = await gzipJson(JSON.stringify(definition));
  if (document.length > MAX_STORED_BYTES) {
    const message = `The definition has ${document.length} bytes when compressed; the limit is ${MAX_STORED_BYTES}.`;
    throw new RequestError(422, 'DEFINITION_TOO_LARGE', message);
  }
  return document;
}

const decompress = (item: Item) => gunzipJson(decode(DOCUMENT, item).document, MAX_TEXT_BYTES);
