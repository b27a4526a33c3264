import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Manifest } from '../../../bin/tenant/export/manifest.ts';
import { keys, ofTenant } from '../../../shared/contract/table.ts';
import { fillTenant } from '../../support/filled-tenant.ts';
import { lifecycleWorld } from './lifecycle-world.ts';

const ID = 'ten_01JGJH40000000000000000000';
const OTHER = 'ten_01JGJH4000000000000000000A';

let folders: string;
beforeAll(async () => {
  folders = await mkdtemp(join(tmpdir(), 'stepwell-export-'));
});
afterAll(() => rm(folders, { recursive: true }));
let made = 0;
const newFolder = () => {
  made += 1;
  return join(folders, `export-${made}`);
};

async function world() {
  const here = lifecycleWorld();
  const tenant = await fillTenant(here.stores, ID);
  const other = await fillTenant(here.stores, OTHER);
  const args = (dir: string) => ['export', '--id', ID, '--out', dir];
  const read = async (dir: string, file: string) =>
    (await readFile(join(dir, `${file}.ndjson`), 'utf8'))
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  const manifestOf = async (dir: string): Promise<Manifest> =>
    JSON.parse(await readFile(join(dir, 'manifest.json'), 'utf8'));
  return { ...here, tenant, other, args, read, manifestOf };
}

describe('npm run tenant -- export', () => {
  it('writes everything that the tenant owns, whole, a line for each thing', async () => {
    const { run, args, read, tenant } = await world();
    const dir = newFolder();
    await run(...args(dir));
    const { liveRunId, endedRunId, big } = tenant;
    expect(await read(dir, 'tenant')).toMatchObject([{ id: ID, name: 'Acme', tier: 'pro' }]);
    expect((await read(dir, 'members')).map(({ role }) => role).toSorted()).toEqual(['owner', 'viewer']);
    expect((await read(dir, 'api-keys')).map(({ name }) => name).toSorted()).toEqual(['Deploy', 'Rotated']);
    expect(await read(dir, 'invitations')).toMatchObject([{ email: 'eve@example.com', role: 'editor' }]);
    expect((await read(dir, 'connections')).map(({ name }) => name).toSorted()).toEqual(['bank', 'shop']);
    expect(await read(dir, 'workflows')).toMatchObject([{ name: 'Follow-up', version: 1 }]);
    expect(await read(dir, 'drafts')).toMatchObject([{ definition: { name: 'Follow-up', nodes: [] }, revision: 1 }]);
    expect(await read(dir, 'versions')).toMatchObject([{ version: 1, definition: { name: 'Follow-up', nodes: [] } }]);
    const runs = await read(dir, 'runs');
    expect(runs).toHaveLength(2);
    const order = { order: 'x'.repeat(2000) };
    expect(runs.find(({ id }) => id === endedRunId)).toMatchObject({ status: 'succeeded', input: order, output: big });
    expect(runs.find(({ id }) => id === liveRunId)).toMatchObject({ status: 'queued', input: order });
    expect(await read(dir, 'steps')).toMatchObject([{ runId: endedRunId, nodeId: 'only', input: 1, output: big }]);
    expect(await read(dir, 'signals')).toMatchObject([{ runId: liveRunId, to: 'ask', payload: { approved: true } }]);
    expect((await read(dir, 'audit')).map(({ action }) => action)).toEqual(['startRun', 'startRun', 'startRun']);
  });

  it('has no secret in any file, no hash of one, and nothing of a neighbour', async () => {
    const { run, args, tenant, other } = await world();
    const dir = newFolder();
    await run(...args(dir));
    const texts = await Promise.all((await readdir(dir)).map((name) => readFile(join(dir, name), 'utf8')));
    const all = texts.join('\n');
    expect(all).toContain(tenant.liveRunId);
    for (const secret of tenant.secrets) expect(all).not.toContain(secret);
    expect(all).not.toMatch(/swe1\.|"envelope"|"hash"|"previousHash"|"tokenHash"|"userHash"/);
    for (const id of [OTHER, other.owner.id, other.liveRunId]) expect(all).not.toContain(id);
  });

  it('tells of each file how many records and bytes it has, and its hash', async () => {
    const { run, args, manifestOf, read, out } = await world();
    const dir = newFolder();
    await run(...args(dir), '--json');
    const manifest = await manifestOf(dir);
    expect(JSON.parse(out.at(-1) ?? '')).toEqual(manifest);
    expect(manifest).toMatchObject({ tenantId: ID, reading: 'nothing', missingBodies: 0, unknown: {} });
    expect(manifest.endedAt).toBeDefined();
    expect(Object.keys(manifest.files).sort()).toEqual(
      (await readdir(dir)).filter((name) => name !== 'manifest.json').sort(),
    );
    for (const [name, { records, bytes, sha256 }] of Object.entries(manifest.files)) {
      const content = await readFile(join(dir, name));
      expect([bytes, sha256]).toEqual([content.length, createHash('sha256').update(content).digest('hex')]);
      expect(records).toBe((await read(dir, name.replace('.ndjson', ''))).length);
    }
    expect((await stat(join(dir, 'runs.ndjson'))).mode & 0o077).toBe(0);
  });

  it('goes on where it was killed, and comes to the same files', async () => {
    const here = await world();
    // Enough items for several pages.
    for (let n = 0; n < 450; n += 1) {
      await here.table.put({
        item: { ...keys.signal(ID, `run_${n}`, 'ask', 1), to: 'ask', generation: 1, kind: 'cancel', at: n },
      });
    }
    const whole = newFolder();
    await here.run(...here.args(whole));
    const expected = (await here.manifestOf(whole)).files;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 4 }), async (deaths) => {
        const dir = newFolder();
        for (const left of deaths) await here.runFor({ left }, ...here.args(dir)).catch(() => undefined);
        await here.run(...here.args(dir));
        expect((await here.manifestOf(dir)).files).toEqual(expected);
      }),
      { numRuns: 15 },
    );
  });

  it('cuts off what was written after the manifest, and notices a file that was changed', async () => {
    const { run, runFor, args, manifestOf } = await world();
    const dir = newFolder();
    await expect(runFor({ left: 4 }, ...args(dir))).rejects.toThrow('killed');
    await writeFile(join(dir, 'runs.ndjson'), '{"half":', { flag: 'a' });
    await run(...args(dir));
    expect((await manifestOf(dir)).files['runs.ndjson']).toMatchObject({ records: 2 });
    const text = await readFile(join(dir, 'runs.ndjson'), 'utf8');
    expect(text).not.toContain('{"half":');
  });

  it('marks bodies that retention has taken', async () => {
    const { run, args, bucket, dynamo, read, manifestOf, tenant, out } = await world();
    bucket.objects.clear();
    dynamo.items.delete(`${keys.run(ID, tenant.liveRunId)}\0BODY#input`);
    const dir = newFolder();
    await run(...args(dir));
    const runs = await read(dir, 'runs');
    expect(runs.find(({ id }) => id === tenant.endedRunId)).toMatchObject({ output: null, missing: ['output'] });
    expect(runs.find(({ id }) => id === tenant.liveRunId)).toMatchObject({ input: null, missing: ['input'] });
    expect((await manifestOf(dir)).missingBodies).toBe(3);
    expect(out.at(-1)).toContain('3 bodies are gone');
  });

  it('fails when there is something that it has no file for, and hands none of it out', async () => {
    const { run, args, table, manifestOf } = await world();
    await table.put({ item: { pk: `${ofTenant(ID)}TRIGGER#trg_1#`, sk: 'HOOK#1', secret: 'planted' } });
    const dir = newFolder();
    await expect(run(...args(dir))).rejects.toThrow('{"TENANT/TRIGGER HOOK":1}');
    expect((await manifestOf(dir)).unknown).toEqual({ 'TENANT/TRIGGER HOOK': 1 });
    const files = await Promise.all((await readdir(dir)).map((name) => readFile(join(dir, name), 'utf8')));
    expect(files.join()).not.toContain('planted');
  });

  it('refuses a folder with something else, and a tenant that is not there', async () => {
    const { run, args } = await world();
    const dir = newFolder();
    await run(...args(dir));
    await expect(run('export', '--id', OTHER, '--out', dir)).rejects.toThrow('another export');
    await expect(run('export', '--id', ID, '--out', folders)).rejects.toThrow('something else');
    await expect(run(...args(dir).with(2, `${ID.slice(0, -1)}Z`))).rejects.toThrow('There is no tenant');
    expect(() => run('export', '--id', ID)).toThrow('--out');
  });
});
