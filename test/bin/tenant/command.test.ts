import { describe, expect, it } from 'vitest';
import { runTenantCommand } from '../../../bin/tenant/command.ts';
import { hashApiKey } from '../../../shared/domain/tenant/api-key.ts';
import { MemoryTenants } from '../../support/memory-tenants.ts';

const NOW = Date.UTC(2026, 0, 1);

function world() {
  const out: string[] = [];
  const errors: string[] = [];
  const store = new MemoryTenants();
  const terminal = {
    env: {},
    now: () => NOW,
    out: (text: string) => void out.push(text),
    fail: (text: string) => void errors.push(text),
  };
  return { out, errors, store, run: (...args: string[]) => runTenantCommand(args, terminal, store) };
}

describe('npm run tenant', () => {
  it('creates a tenant and prints its id and key, for programs as one line of JSON', async () => {
    const { run, out, store } = world();
    const code = await run(
      'create',
      '--name',
      'Demo',
      '--tier',
      'free',
      '--limits',
      'requestsPerMinute=100000',
      '--json',
    );
    expect(code).toBe(0);
    expect(out).toHaveLength(1);
    const { tenantId, apiKey, ...rest } = JSON.parse(out[0] ?? '');
    expect(rest).toEqual({});
    expect(store.keys.get(hashApiKey(apiKey))).toMatchObject({ tenantId, role: 'owner' });
    expect(store.tenants.get(tenantId)).toMatchObject({
      name: 'Demo',
      tier: 'free',
      limits: { requestsPerMinute: 100_000 },
    });
  });

  it('creates a tenant with the limits of its tier', async () => {
    const { run, out, store } = world();
    await run('create', '--name', 'Acme Inc.', '--tier', 'pro');
    expect(out.join('\n')).toMatch(/ten_\w{26}[\s\S]*sw_\w{46} \(owner\)/);
    expect([...store.tenants.values()][0]).not.toHaveProperty('limits');
  });

  it("makes another owner's key for a tenant that there is", async () => {
    const { run, out, store } = world();
    await run('create', '--name', 'Demo', '--tier', 'free', '--json');
    const { tenantId } = JSON.parse(out[0] ?? '');
    expect(await run('owner-key', '--id', tenantId, '--json')).toBe(0);
    const { apiKey } = JSON.parse(out[1] ?? '');
    expect(store.keys.get(hashApiKey(apiKey))).toMatchObject({ tenantId, role: 'owner' });
    expect(await run('owner-key', '--id', `ten_${'0'.repeat(26)}`)).toBe(1);
  });

  it('makes a platform key', async () => {
    const { run, out, store } = world();
    expect(await run('platform-key', '--json')).toBe(0);
    const { platformKey } = JSON.parse(out[0] ?? '');
    expect(store.keys.get(hashApiKey(platformKey))).toMatchObject({ role: 'platform' });
  });

  it('lists tenants', async () => {
    const { run, out } = world();
    await run('list');
    await run('create', '--name', 'Acme', '--tier', 'pro', '--json');
    await run('list');
    await run('list', '--json');
    expect(out[0]).toBe('There are no tenants yet.');
    expect(out[2]).toMatch(/^ten_\w{26} {2}pro +100\/min +Acme$/);
    expect(JSON.parse(out[3] ?? '')).toMatchObject([{ name: 'Acme', tier: 'pro', suspended: false }]);
  });

  it('moves a tenant to another tier, suspends it for a reason and resumes it', async () => {
    const { run, out, store } = world();
    await run('create', '--name', 'Acme', '--tier', 'pro', '--json');
    const { tenantId: id } = JSON.parse(out[0] ?? '');
    expect(await run('tier', '--id', id, '--tier', 'enterprise', '--json')).toBe(0);
    expect(JSON.parse(out[1] ?? '')).toMatchObject({ id, name: 'Acme', tier: 'enterprise', suspended: false });
    expect(await run('suspend', '--id', id, '--reason', 'The bill is not paid.')).toBe(0);
    expect(out[2]).toMatch(/enterprise .* Acme {2}suspended: The bill is not paid\.$/);
    expect(store.tenants.get(id)).toMatchObject({ suspended: true, suspendedReason: 'The bill is not paid.' });
    await run('list');
    expect(out[3]).toBe(out[2]);
    expect(await run('resume', '--id', id)).toBe(0);
    expect(out[4]).toMatch(/Acme$/);
    expect(store.tenants.get(id)).not.toHaveProperty('suspendedReason');
  });

  it.each([['tier', '--tier', 'pro'], ['suspend', '--reason', 'Unpaid'], ['resume']])(
    'says that there is no such tenant to %s',
    async (...args) => {
      const { run, out, errors, store } = world();
      const id = 'ten_01JGJH40000000000000000000';
      expect(await run(...args, '--id', id)).toBe(1);
      expect(errors).toEqual([`UnknownTenantError: There is no tenant ${id} in this table.`]);
      expect([out, store.tenants.size]).toEqual([[], 0]);
    },
  );

  it('explains itself when asked', async () => {
    const { run, out } = world();
    expect(await run()).toBe(0);
    expect(await run('--help')).toBe(0);
    expect(out).toEqual([expect.stringContaining('platform-key'), expect.stringContaining('create')]);
  });

  it.each([
    [['remove'], 'no command remove'],
    [['create', '--tier', 'free'], '--name'],
    [['create', '--name', ' ', '--tier', 'free'], '--name'],
    [['create', '--name', 'x'.repeat(201), '--tier', 'free'], '--name'],
    [['create', '--name', 'x'], '--tier must be one of free, pro, enterprise'],
    [['create', '--name', 'x', '--tier', 'gold'], '--tier'],
    [['create', '--name', 'a\u202eb', '--tier', 'free'], '--name'],
    [['tier', '--tier', 'pro'], '--id'],
    [['tier', '--id', 'acme', '--tier', 'pro'], '--id'],
    [['tier', '--id', 'ten_01JGJH40000000000000000000'], '--tier'],
    [['suspend', '--id', 'ten_01JGJH40000000000000000000'], '--reason'],
    [['suspend', '--id', 'ten_01JGJH40000000000000000000', '--reason', 'a\r\nb'], '--reason'],
    [['create', 'Acme', 'Inc', '--tier', 'free'], 'Too many words: Acme Inc'],
    [['create', '--name', 'x', '--tier', 'free', '--limits', 'requestsPerMinute=0'], 'whole number'],
    [['create', '--name', 'x', '--tier', 'free', '--limits', 'burstPerSecond=1.5'], 'whole number'],
    [['create', '--name', 'x', '--tier', 'free', '--limits', 'requests=1'], 'knows no requests'],
    [['create', '--nmae', 'x'], '--nmae'],
  ])('refuses %j and says why', async (args, reason) => {
    const { run, errors, out, store } = world();
    expect(await run(...args)).toBe(2);
    expect(errors[0]).toContain(reason);
    expect(out).toEqual([]);
    expect(store.tenants.size).toBe(0);
  });

  it('tells a failure of the store in a line', async () => {
    const { run, errors, store } = world();
    store.createTenant = () => Promise.reject(Object.assign(new Error('gone'), { name: 'ResourceNotFoundException' }));
    expect(await run('create', '--name', 'x', '--tier', 'free')).toBe(1);
    expect(errors).toEqual(['There is no such table in this account and region.']);
  });
});
