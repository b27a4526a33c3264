import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Children, tail } from './children.ts';
import { awsEnvironment } from './environment.ts';
import { CloudFailure } from './failure.ts';
import { type CloudPaths, ROOT } from './paths.ts';
import type { CloudCredentials } from './state.ts';

const SAMPLES_DIR = join(ROOT, 'local', 'samples');

/** Published sample workflows: id by the name of the file in local/samples. */
export type Samples = Readonly<Record<string, string>>;

export interface SeedTarget {
  readonly paths: CloudPaths;
  readonly endpoint: string;
  readonly region: string;
  readonly tableName: string;
  /** The API's own address. */
  readonly url: string;
}

async function tenantCommand(
  target: SeedTarget,
  children: Children,
  args: readonly string[],
): Promise<Record<string, string>> {
  const log = join(target.paths.dir, `seed-${args[0]}.log`);
  const env = { ...awsEnvironment(target.endpoint, target.region), TABLE_NAME: target.tableName };
  const command = process.execPath;
  const script = join(ROOT, 'bin', 'tenant.ts');
  const code = await children.run({ role: 'tenant', command, args: [script, ...args, '--json'], cwd: ROOT, env, log });
  if (code !== 0)
    throw new CloudFailure(`The demo tenant could not be made:\n${tail(log)}`, `The whole log is ${log}.`);
  // Warnings of the runtime may stand before it; the answer is the last line.
  return JSON.parse(tail(log, 1)) as Record<string, string>;
}

function need(answer: Record<string, string>, name: string): string {
  const value = answer[name];
  if (typeof value !== 'string')
    throw new CloudFailure(`bin/tenant.ts answered without ${name}.`, 'See its --json output.');
  return value;
}

/** Whoever tries things out on a laptop is not to wait for limits; other tenants show them. */
const RAISED = 'requestsPerMinute=100000,burstPerSecond=10000,strictRequestsPer15Minutes=10000';

/** The keys of the last start where they still open the API, else a new demo tenant with raised limits. */
export async function ensureCredentials(
  target: SeedTarget,
  children: Children,
  before: CloudCredentials | undefined,
): Promise<CloudCredentials> {
  if (before !== undefined && (await opens(target.url, before.apiKey))) return before;
  const create = ['create', '--name', 'Demo', '--tier', 'enterprise', '--limits', RAISED];
  const [tenant, platform] = await Promise.all([
    tenantCommand(target, children, create),
    tenantCommand(target, children, ['platform-key']),
  ]);
  return {
    tenantId: need(tenant, 'tenantId'),
    apiKey: need(tenant, 'apiKey'),
    platformKey: need(platform, 'platformKey'),
  };
}

const bearer = (apiKey: string) => ({ authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' });

async function opens(url: string, apiKey: string): Promise<boolean> {
  const response = await fetch(`${url}/v1/workflows?limit=1`, { headers: bearer(apiKey) });
  await response.body?.cancel();
  return response.ok;
}

async function call<T>(url: string, apiKey: string, method: string, body?: string): Promise<T> {
  const request = body === undefined ? { method } : { method, body };
  const response = await fetch(url, { ...request, headers: bearer(apiKey) });
  const text = await response.text();
  if (response.ok) return JSON.parse(text) as T;
  throw new CloudFailure(
    `A sample workflow could not be made: ${method} ${new URL(url).pathname} answered ${response.status}: ${text}`,
    'npm run logs shows what the function said.',
  );
}

interface WorkflowItem {
  readonly id: string;
  readonly name?: string;
  readonly version?: number | null;
  readonly definition?: { readonly name: string };
}

/** Creates and publishes the workflows of local/samples that are not there yet, through the API like any client. */
export async function ensureSamples(url: string, apiKey: string): Promise<Samples> {
  const workflows = `${url}/v1/workflows`;
  const { items } = await call<{ items: WorkflowItem[] }>(`${workflows}?limit=100`, apiKey, 'GET');
  const files = readdirSync(SAMPLES_DIR).filter((name) => name.endsWith('.json'));
  const made = files.map(async (file) => {
    const text = readFileSync(join(SAMPLES_DIR, file), 'utf8');
    const { name } = JSON.parse(text) as { name: string };
    const known = items.find((item) => (item.name ?? item.definition?.name) === name);
    const { id } = known ?? (await call<WorkflowItem>(workflows, apiKey, 'POST', text));
    if (typeof known?.version !== 'number') await call(`${workflows}/${id}/publish`, apiKey, 'POST');
    return [basename(file, '.json'), id] as const;
  });
  return Object.fromEntries(await Promise.all(made));
}
