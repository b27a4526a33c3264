import type { Item, Key } from '../../shared/clients/dynamodb/item.ts';
import { createBodyStore } from '../../shared/clients/s3/body-store.ts';
import type { Bucket } from '../../shared/clients/s3/bucket.ts';
import type { SignalMessage, SignalStore } from '../../shared/domain/engine/store.ts';
import { hasExpired, type IdempotencyMarker } from '../../shared/domain/idempotency/marker.ts';
import { isEnded, type RunHeader, type Signal, type StepRecord } from '../../shared/domain/run/run.ts';
import type { RunStore } from '../../shared/domain/run/store.ts';
import type {
  Page,
  PageRequest,
  Workflow,
  WorkflowHeader,
  WorkflowStore,
  WorkflowVersion,
} from '../../shared/domain/workflow/store.ts';

/** Workflows in memory, under the same conditions as the table's. */
export function memoryWorkflows(): WorkflowStore {
  const workflows = new Map<string, Workflow>();
  const versions = new Map<string, WorkflowVersion>();
  const at = (tenantId: string, id: string) => `${tenantId} ${id}`;
  return {
    async create(workflow) {
      workflows.set(at(workflow.tenantId, workflow.id), workflow);
    },
    async get(tenantId, id) {
      return workflows.get(at(tenantId, id));
    },
    async getHeader(tenantId, id) {
      const workflow = workflows.get(at(tenantId, id));
      return workflow && headerOf(workflow);
    },
    async list(tenantId, page) {
      const own = [...workflows.values()].filter((workflow) => workflow.tenantId === tenantId);
      return pageOf(own.map(headerOf), ({ id }) => id, page);
    },
    async update(workflow) {
      const before = workflows.get(at(workflow.tenantId, workflow.id));
      if (before?.revision !== workflow.revision - 1) return 'stale';
      workflows.set(at(workflow.tenantId, workflow.id), { ...workflow, version: before.version });
      return 'updated';
    },
    async remove(tenantId, id, revision) {
      if (revision !== undefined && workflows.get(at(tenantId, id))?.revision !== revision) return 'stale';
      workflows.delete(at(tenantId, id));
      return 'removed';
    },
    async publish(header, version) {
      const before = workflows.get(at(header.tenantId, header.id));
      if (before?.revision !== header.revision || before.version !== header.version) return 'stale';
      workflows.set(at(header.tenantId, header.id), { ...before, version: version.version });
      versions.set(`${at(header.tenantId, header.id)} ${version.version}`, version);
      return 'published';
    },
    async getVersion(tenantId, id, version) {
      return versions.get(`${at(tenantId, id)} ${version}`);
    },
    async listVersions(tenantId, id, page) {
      const own = [...versions].filter(([key]) => key.startsWith(`${at(tenantId, id)} `)).map(([, version]) => version);
      return pageOf(own, ({ version }) => String(version).padStart(8, '0'), page);
    },
  };
}

const headerOf = ({ definition: _definition, ...header }: Workflow): WorkflowHeader => header;

/** Runs in memory; `put`, `change` and `putStep` do what the engine does. */
export function memoryRuns() {
  const runs = new Map<string, RunHeader>();
  const steps = new Map<string, StepRecord>();
  const startBy = new Map<string, number>();
  const markers = new Map<string, IdempotencyMarker>();
  const marked = (tenantId: string, keyHash: string, now: number) => {
    const marker = markers.get(`${tenantId} ${keyHash}`);
    return marker && !hasExpired(marker, now) ? marker : undefined;
  };
  const store: RunStore = {
    async create(run, by, marker) {
      const earlier = marker && marked(run.tenantId, marker.keyHash, run.createdAt);
      if (earlier) return earlier;
      if (marker) markers.set(`${run.tenantId} ${marker.keyHash}`, marker);
      runs.set(`${run.tenantId} ${run.id}`, run);
      startBy.set(run.id, by);
      return undefined;
    },
    async getMarker(tenantId, keyHash, now) {
      return marked(tenantId, keyHash, now);
    },
    async get(tenantId, id) {
      return runs.get(`${tenantId} ${id}`);
    },
    async list(tenantId, workflowId, { status, ...page }) {
      const own = [...runs.values()].filter(
        (run) => run.tenantId === tenantId && run.workflowId === workflowId && (status ?? run.status) === run.status,
      );
      return pageOf(own, ({ id }) => id, page);
    },
    async listSteps(tenantId, runId, page) {
      const own = [...steps].filter(([key]) => key.startsWith(`${tenantId} ${runId} `)).map(([, step]) => step);
      return pageOf(own, ({ nodeId }) => nodeId, page, 1);
    },
    async getStep(tenantId, runId, nodeId) {
      return steps.get(`${tenantId} ${runId} ${nodeId}`);
    },
  };
  return {
    store,
    startBy,
    put: (run: RunHeader) => runs.set(`${run.tenantId} ${run.id}`, run),
    change(tenantId: string, id: string, change: Partial<RunHeader>) {
      const run = runs.get(`${tenantId} ${id}`);
      if (run) runs.set(`${tenantId} ${id}`, { ...run, ...change });
    },
    putStep: ({ tenantId, id }: RunHeader, step: StepRecord) => steps.set(`${tenantId} ${id} ${step.nodeId}`, step),
  };
}

/** Signals to those runs, under the same conditions as the table's. A run with a token sleeps. */
export function memorySignals(runs: ReturnType<typeof memoryRuns>) {
  const sent = new Map<string, Signal>();
  const at = (runId: string, { to, generation }: Signal) => `${runId} ${to} ${generation}`;
  const signals = {
    messages: [] as SignalMessage[],
    tokens: new Map<string, string>(),
    /** What happens between the look at a run and the signal to it. */
    beforeSend: (): void => undefined,
    put: (runId: string, signal: Signal) => sent.set(at(runId, signal), signal),
  };
  const store: SignalStore = {
    async send(message) {
      signals.beforeSend();
      const { tenantId, runId, signal } = message;
      const before = sent.get(at(runId, signal));
      if (before) return { kind: 'taken', by: before };
      const run = await runs.store.get(tenantId, runId);
      if (!run || isEnded(run.status)) return { kind: 'over' };
      signals.put(runId, signal);
      signals.messages.push(message);
      const token = signals.tokens.get(runId);
      return token === undefined ? { kind: 'sent' } : { kind: 'sent', token };
    },
  };
  return Object.assign(signals, { store });
}

/** The real store of bodies over a table and a bucket in memory. */
export function memoryBodies() {
  const items = new Map<string, Key & Item>();
  const objects = new Map<string, Uint8Array>();
  const bucket: Bucket = {
    async put(key, data) {
      if (objects.has(key)) throw new Error(`The object ${key} is written twice.`);
      objects.set(key, data);
    },
    async get(key, maxBytes) {
      const data = objects.get(key);
      if (data === undefined) throw new Error(`There is no object ${key}.`);
      if (data.length > maxBytes) throw new RangeError('too large');
      return data;
    },
    async presign(key) {
      return `https://bucket.example/${key}?signature`;
    },
  };
  const table = {
    async get({ pk, sk }: Key) {
      return items.get(`${pk} ${sk}`);
    },
    async put({ item }: { item: Key & object }) {
      if (items.has(`${item.pk} ${item.sk}`)) throw new Error(`The item ${item.sk} is written twice.`);
      items.set(`${item.pk} ${item.sk}`, item as Key & Item);
    },
  };
  return { store: createBodyStore({ table, bucket }), items, objects };
}

/** @param direction -1: last key first */
export function pageOf<Item>(
  items: readonly Item[],
  key: (item: Item) => string,
  { limit, cursor }: PageRequest,
  direction: 1 | -1 = -1,
): Page<Item> {
  const sorted = items.toSorted((a, b) => (key(a) < key(b) ? -direction : direction));
  const start = cursor === undefined ? 0 : sorted.findIndex((item) => key(item) === cursor) + 1;
  const kept = sorted.slice(start, start + limit);
  const last = kept.at(-1);
  return start + limit < sorted.length && last !== undefined ? { items: kept, nextCursor: key(last) } : { items: kept };
}
