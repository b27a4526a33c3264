import type { Log } from '../../shared/domain/log.ts';
import { createPlatformKey, createTenant } from '../../shared/domain/tenant/create-tenant.ts';
import type { Tenant, TenantStore } from '../../shared/domain/tenant/tenant.ts';
import { limitsOf } from '../../shared/domain/tenant/tiers.ts';
import { type Command, parseCommand, USAGE, UsageError } from './arguments.ts';
import { findTable } from './find-table.ts';

export interface Terminal {
  readonly env: NodeJS.ProcessEnv;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Writes a line for the operator, or for a program with --json. */
  readonly out: (text: string) => void;
  /** Writes a line about what went wrong. */
  readonly fail: (text: string) => void;
}

/** @returns the exit code: 0 done, 1 failed, 2 wrong arguments */
export async function runTenantCommand(
  args: readonly string[],
  terminal: Terminal,
  store?: TenantStore,
): Promise<number> {
  try {
    const command = parseCommand(args);
    if (command.name === 'help') {
      terminal.out(USAGE);
      return 0;
    }
    await run(command, store ?? (await openStore(command, terminal)), terminal);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.fail(`${error.message}\n\n${USAGE}`);
      return 2;
    }
    terminal.fail(explain(error));
    return 1;
  }
}

async function run(command: Command, store: TenantStore, { out, now }: Terminal): Promise<void> {
  if (command.name === 'list') {
    const tenants = await store.listTenants();
    out(command.json ? JSON.stringify(tenants) : tenants.map(describeTenant).join('\n') || 'There are no tenants yet.');
  } else if (command.name === 'platform-key') {
    const made = await createPlatformKey(store, now());
    out(command.json ? JSON.stringify(made) : `Platform key: ${made.platformKey}\nIt is not shown again.`);
  } else if (command.name === 'create') {
    const { tenant: name, tier, requestsPerMinute } = command;
    const limits = requestsPerMinute === undefined ? {} : { limits: { requestsPerMinute } };
    const made = await createTenant({ name, tier, ...limits }, store, now());
    const text = `Tenant:  ${made.tenantId}\nAPI key: ${made.apiKey} (owner)\nThe key is not shown again.`;
    out(command.json ? JSON.stringify(made) : text);
  }
}

function describeTenant({ id, name, tier, suspended, limits }: Tenant): string {
  const { requestsPerMinute } = limitsOf(tier, limits);
  return `${id}  ${tier.padEnd(10)}  ${requestsPerMinute}/min  ${suspended ? 'suspended  ' : ''}${name}`;
}

/** The SDK is loaded and reads its environment only when a command needs the table. */
async function openStore({ table }: Command, { env, fail }: Terminal): Promise<TenantStore> {
  const place = findTable(table, env);
  replaceEnvironment(place.env);
  const [{ dynamoClient }, { DynamoTenantStore }, { Table }] = await Promise.all([
    import('../../shared/clients/dynamodb/dynamo-client.ts'),
    import('../../shared/clients/dynamodb/dynamo-tenant-store.ts'),
    import('../../shared/clients/dynamodb/table.ts'),
  ]);
  const options = { client: dynamoClient(), tableName: place.tableName, log: terminalLog(fail) };
  return new DynamoTenantStore(new Table(options));
}

/** What is not in `env` goes: a profile that is left over would win over the keys of the local cloud. */
function replaceEnvironment(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
}

const silent = (): void => {};

function terminalLog(fail: (text: string) => void): Log {
  const log: Log = { debug: silent, info: silent, warn: fail, error: fail, with: () => log };
  return log;
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'ResourceNotFoundException') return 'There is no such table in this account and region.';
  if (error.name === 'CredentialsProviderError') return `No AWS credentials: ${error.message}`;
  return `${error.name}: ${error.message}`;
}
