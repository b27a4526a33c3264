import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateKeyCommand, KMSClient, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { runRewrapCommand } from '../../bin/rewrap/command.ts';
import { readCloudState } from '../../local/cloud/state.ts';
import { Table } from '../../shared/clients/dynamodb/table.ts';
import { createKmsDataKeys } from '../../shared/clients/kms/kms-data-keys.ts';
import { keys } from '../../shared/contract/table.ts';
import { sealCredentials } from '../../shared/domain/connection/sealing.ts';
import { createVault, type Vault } from '../../shared/domain/secret/vault.ts';
import { apiClient } from '../support/api-client.ts';
import { FakeLog } from '../support/fake-log.ts';

const cloud = inject('cloud');
const aws = {
  endpoint: cloud.endpoint,
  region: cloud.region,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};
const kms = new KMSClient(aws);
const client = new DynamoDBClient(aws);
const table = new Table({ client, tableName: cloud.tableName, log: new FakeLog() });
const api = apiClient(cloud);
/** The key that the deployed functions trust, and no other. */
const keyArn = readCloudState(cloud.name)?.outputs?.secretsKeyArn ?? '';
let formerKeyArn: string;
const made: string[] = [];

const vaultOf = (arn: string, formerKeyArns: readonly string[] = []): Vault =>
  createVault({ keys: createKmsDataKeys({ keyArn: arn, formerKeyArns, connect: () => kms }), now: Date.now });

beforeAll(async () => {
  const { KeyMetadata: key } = await kms.send(new CreateKeyCommand({ Description: 'rewrap.test.ts' }));
  formerKeyArn = key?.Arn ?? '';
});

afterAll(async () => {
  for (const id of made) await api.call('DELETE', `/v1/connections/${id}?force=true`);
  await kms.send(new ScheduleKeyDeletionCommand({ KeyId: formerKeyArn, PendingWindowInDays: 7 }));
  kms.destroy();
  client.destroy();
});

const tokenOf = (n: number): string => `planted-under-the-former-key-${n}`;

/** A connection as it was left by a deployment with another key of secrets. */
async function connectionUnderFormerKey(n: number): Promise<string> {
  const body = { name: `Former ${n} ${Date.now()}`, kind: 'bearer', allowedHosts: ['shop.example'] };
  const created = await api.call('POST', '/v1/connections', { body: { ...body, credentials: { token: 'first' } } });
  const { id } = created.body;
  made.push(id);
  const secrets = vaultOf(formerKeyArn).forTenant(cloud.tenantId);
  const { envelope } = await sealCredentials({ id, kind: 'bearer' }, { token: tokenOf(n) }, secrets);
  await table.update({
    key: keys.connection(cloud.tenantId, id),
    update: 'SET envelope = :envelope',
    values: { ':envelope': envelope },
  });
  return id;
}

function rewrap(vault: Vault, ...args: string[]) {
  const out: string[] = [];
  const terminal = { env: {}, now: Date.now, out: (text: string) => void out.push(text), fail: out.push.bind(out) };
  const open = async () => ({ table, client, tableName: cloud.tableName });
  return runRewrapCommand(args, terminal, { open, vault }).then((code) => ({ code, out }));
}

const reveal = (id: string) => api.call('GET', `/v1/connections/${id}?reveal=true`);

describe('npm run rewrap', () => {
  it('moves secrets to the key that the service has, which can read them from then on', async () => {
    const ids = await Promise.all([1, 2, 3].map(connectionUnderFormerKey));
    for (const id of ids) expect((await reveal(id)).status).toBe(409);
    const alone = await rewrap(vaultOf(keyArn), '--dry-run');
    expect([alone.code, alone.out.join('\n')]).toEqual([1, expect.stringContaining(`CONNECTION#${ids[0]}`)]);

    const both = await rewrap(vaultOf(keyArn, [formerKeyArn]));
    expect(both.out.join('\n')).toMatch(/^(\d+) of \1 readable \(100 %\)$/m);
    expect(both.code).toBe(0);
    for (const [at, id] of ids.entries()) {
      expect((await reveal(id)).body.credentials).toEqual({ token: tokenOf(at + 1) });
    }
    expect((await rewrap(vaultOf(keyArn), '--dry-run')).code).toBe(0);
  });
});
