import { createOwnerKey, createPlatformKey, createTenant } from '../../shared/domain/tenant/create-tenant.ts';
import type { Tenant, TenantChange, TenantStore } from '../../shared/domain/tenant/tenant.ts';
import { limitsOf } from '../../shared/domain/tenant/tiers.ts';
import { openTable } from '../operator/open-table.ts';
import { exitCodeOf, type Terminal } from '../operator/terminal.ts';
import { type Command, type LifecycleCommand, parseCommand, USAGE } from './arguments.ts';
import { UnknownTenantError } from './unknown-tenant.ts';

/** @returns the exit code: 0 done, 1 failed, 2 wrong arguments */
export function runTenantCommand(args: readonly string[], terminal: Terminal, store?: TenantStore): Promise<number> {
  const command = async (): Promise<void> => {
    const parsed = parseCommand(args);
    if (parsed.name === 'help') terminal.out(USAGE);
    else if (isLifecycle(parsed)) await (await import('./lifecycle.ts')).runLifecycle(parsed, terminal);
    else await run(parsed, store ?? (await openStore(parsed, terminal)), terminal);
  };
  return exitCodeOf(command, terminal, USAGE);
}

async function run(
  command: Exclude<Command, LifecycleCommand | { readonly name: 'help' }>,
  store: TenantStore,
  { out, now }: Terminal,
): Promise<void> {
  const tell = (answer: unknown, text: string): void => out(command.json ? JSON.stringify(answer) : text);
  switch (command.name) {
    case 'list': {
      const tenants = await store.listTenants();
      return tell(tenants, tenants.map(describeTenant).join('\n') || 'There are no tenants yet.');
    }
    case 'platform-key': {
      const made = await createPlatformKey(store, now());
      return tell(made, `Platform key: ${made.platformKey}\nIt is not shown again.`);
    }
    case 'create': {
      const { tenant: name, tier, limits } = command;
      const made = await createTenant({ name, tier, ...(limits !== undefined && { limits }) }, store, now());
      return tell(made, `Tenant:  ${made.tenantId}\nAPI key: ${made.apiKey} (owner)\nThe key is not shown again.`);
    }
    case 'owner-key': {
      if ((await store.getTenant(command.id)) === undefined) throw new UnknownTenantError(command.id);
      const made = await createOwnerKey(command.id, store, now());
      return tell(made, `API key: ${made.apiKey} (owner)\nThe key is not shown again.`);
    }
    default: {
      const tenant = await store.changeTenant(command.id, changeOf(command));
      if (tenant === undefined) throw new UnknownTenantError(command.id);
      return tell(tenant, describeTenant(tenant));
    }
  }
}

type Change = Extract<Command, { readonly name: 'tier' | 'suspend' | 'resume' }>;

const isLifecycle = (command: Command): command is LifecycleCommand =>
  command.name === 'export' || command.name === 'shred' || command.name === 'delete';

function changeOf(command: Change): TenantChange {
  if (command.name === 'tier') return { tier: command.tier };
  return { suspendedReason: command.name === 'suspend' ? command.reason : null };
}

function describeTenant({ id, name, tier, suspended, suspendedReason, limits }: Tenant): string {
  const { requestsPerMinute } = limitsOf(tier, limits);
  const standing = suspended ? `  suspended: ${suspendedReason ?? 'no reason given'}` : '';
  return `${id}  ${tier.padEnd(10)}  ${requestsPerMinute}/min  ${name}${standing}`;
}

async function openStore({ table: named }: Command, terminal: Terminal): Promise<TenantStore> {
  const { table } = await openTable(named, terminal);
  const { DynamoTenantStore } = await import('../../shared/clients/dynamodb/dynamo-tenant-store.ts');
  return new DynamoTenantStore(table);
}
