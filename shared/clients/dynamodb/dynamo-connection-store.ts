import { CONNECTION_PREFIX, keys } from '../../contract/table.ts';
import type { Connection, SealedConnection } from '../../domain/connection/connection.ts';
import type { ConnectionStore, Use } from '../../domain/connection/store.ts';
import { assign } from './assignments.ts';
import { connectionAttributes, connectionFromItem, connectionToItem, shownFromItem } from './connection-items.ts';
import { queryPage } from './cursor.ts';
import { ConditionFailedError } from './errors.ts';
import { ifHolds } from './if-holds.ts';
import type { WriteRequest } from './requests.ts';
import type { Table } from './table.ts';
import { namedFromItem, workflowFromItem } from './workflow-items.ts';

/** Longer ones are refused as names. */
const MAX_NAME = 64;
/** A workflow with more connections is told of the first ones. */
const MAX_LOOKED_FOR = 25;
const ABSENT = 'attribute_not_exists(pk)';

/**
 * Connections in one partition of their tenant, each beside an item that holds its name and leads to it. Reads are
 * consistent: a connection that was changed is not used as it was, once caches have forgotten it.
 */
export function createDynamoConnectionStore(table: Table): ConnectionStore {
  const get = async (tenantId: string, connectionId: string): Promise<SealedConnection | undefined> => {
    const item = await table.get(keys.connection(tenantId, connectionId), { consistent: true });
    return item && connectionFromItem(item);
  };
  return {
    get,

    async create(connection, most) {
      const failed = await failuresOf(table, creation(connection, most));
      if (failed.includes(NAME)) return 'nameTaken';
      return failed.length > 0 ? 'full' : 'created';
    },

    async findByName(tenantId, name) {
      const found = await table.get(keys.connectionName(tenantId, name), { consistent: true });
      return found && get(tenantId, String(found.connectionId));
    },

    async missingOf(tenantId, names) {
      const looked = names.filter((name) => name.length > 0 && name.length <= MAX_NAME).slice(0, MAX_LOOKED_FOR);
      const items = await Promise.all(looked.map((name) => table.get(keys.connectionName(tenantId, name))));
      return new Set(looked.filter((_name, at) => items[at] === undefined));
    },

    async list(tenantId, page) {
      const request = {
        partition: keys.connections(tenantId),
        sort: { beginsWith: CONNECTION_PREFIX },
        consistent: true,
      };
      const { items, ...more } = await queryPage(table, request, page);
      return { items: items.map(shownFromItem), ...more };
    },

    async update(before, after) {
      const failed = await failuresOf(table, changes(before, after));
      if (failed.includes(NAME)) return 'nameTaken';
      return failed.length > 0 ? 'stale' : 'updated';
    },

    async noteTest(tenantId, connectionId, result) {
      const note = assign({ lastTest: JSON.stringify(result) });
      const update = { key: keys.connection(tenantId, connectionId), ...note, condition: 'attribute_exists(pk)' };
      await ifHolds(table.update(update));
    },

    async remove(connection) {
      return (await failuresOf(table, removal(connection))).length > 0 ? 'stale' : 'removed';
    },

    async usesOf(tenantId, name) {
      const headers = await table.queryAll({ partition: keys.workflows(tenantId), consistent: true });
      return headers.flatMap((item): Use[] => {
        const named = namedFromItem(item);
        const [draft, published] = [named.draft.includes(name), named.published.includes(name)];
        if (!draft && !published) return [];
        const workflow = workflowFromItem(item);
        return [{ workflowId: workflow.id, name: workflow.name, draft, published }];
      });
    },
  };
}

/** Position of the name in the writes of a creation and of a change. */
const NAME = 1;

const creation = (connection: SealedConnection, most: number): WriteRequest[] => [
  { put: { item: connectionToItem(connection), condition: ABSENT } },
  takeName(connection),
  {
    update: {
      key: keys.connectionCount(connection.tenantId),
      update: 'ADD #connections :one',
      condition: 'attribute_not_exists(#connections) OR #connections < :most',
      names: { '#connections': 'connections' },
      values: { ':one': 1, ':most': most },
    },
  },
];

function changes(before: Connection, after: SealedConnection): WriteRequest[] {
  const { lastTest: _test, authorizedAt: _at, ...fields } = after;
  // A test and a consent are of the credentials that they were made with.
  const gone = before.fingerprint === after.fingerprint ? {} : { lastTest: null, authorizedAt: null };
  const { update, names, values } = assign({
    allowedHosts: null,
    testUrl: null,
    ...connectionAttributes(fields),
    ...gone,
  });
  const change = {
    update: {
      key: keys.connection(before.tenantId, before.id),
      update,
      condition: 'revision = :before',
      names,
      values: { ...values, ':before': before.revision },
    },
  };
  if (before.name === after.name) return [change];
  return [change, takeName(after), { delete: { key: keys.connectionName(before.tenantId, before.name) } }];
}

const removal = ({ tenantId, id, name, revision }: Connection): WriteRequest[] => [
  {
    delete: {
      key: keys.connection(tenantId, id),
      condition: 'revision = :revision',
      values: { ':revision': revision },
    },
  },
  { delete: { key: keys.connectionName(tenantId, name) } },
  { delete: { key: keys.connectionToken(tenantId, id) } },
  {
    update: {
      key: keys.connectionCount(tenantId),
      update: 'ADD #connections :less',
      names: { '#connections': 'connections' },
      values: { ':less': -1 },
    },
  },
];

const takeName = ({ tenantId, id, name }: Connection): WriteRequest => ({
  put: { item: { ...keys.connectionName(tenantId, name), connectionId: id }, condition: ABSENT },
});

/** Positions of the conditions that did not hold; none when everything was written. */
async function failuresOf(table: Table, writes: readonly WriteRequest[]): Promise<readonly number[]> {
  try {
    await table.transactWrite(writes);
    return [];
  } catch (error) {
    if (error instanceof ConditionFailedError) return error.failed.map(({ index }) => index);
    throw error;
  }
}
