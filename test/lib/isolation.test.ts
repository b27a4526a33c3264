import { beforeAll, describe, expect, it } from 'vitest';
import { Table } from '../../shared/clients/dynamodb/table.ts';
import type { Bucket } from '../../shared/clients/s3/bucket.ts';
import { objects } from '../../shared/contract/table.ts';
import { TENANT_TAG } from '../../shared/contract/tenant-session.ts';
import { MemoryDynamo, type Touch } from '../support/dynamo/memory-dynamo.ts';
import { type Call, tenantCommands } from '../support/dynamo/tenant-commands.ts';
import { FakeLog } from '../support/fake-log.ts';
import { type Asked, isAllowed, type Statement } from '../support/iam.ts';
import { type Synthesized, synthesize } from '../support/synthesize.ts';

const OWN = 'ten_01JD3Z8S4J0000000000000001';
/** Begins like the own one, and is another. */
const FOREIGN = ['ten_01JD3Z8S4J0000000000000002', `${OWN}0`, OWN.slice(0, -1), 'ten_*', '*', ''];

/** What each function that serves tenants does with the table. */
const USES: Readonly<Record<string, readonly string[]>> = {
  Workflows: [
    'createWorkflow',
    'getWorkflow',
    'listWorkflows',
    'updateWorkflow',
    'publish',
    'listVersions',
    'removeWorkflow',
  ],
  Runs: [
    'createRun',
    'getMarker',
    'getRun',
    'listRuns',
    'listSteps',
    'getStep',
    'send',
    'putBody',
    'getBody',
    'getVersion',
  ],
  Advance: ['lease', 'renew', 'commit', 'readSignals', 'expire', 'putBody', 'getBody', 'getVersion'],
};

const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  get: ['GetItem'],
  query: ['Query'],
  put: ['PutItem'],
  update: ['UpdateItem'],
  delete: ['DeleteItem'],
  // Its parts need the rights that they would need alone.
  transactWrite: ['PutItem', 'UpdateItem'],
};

const noBucket: Bucket = {
  put: () => Promise.reject(new Error('not here')),
  get: () => Promise.reject(new Error('not here')),
  presign: () => Promise.reject(new Error('not here')),
};

/** What the commands ask of the table, as they are sent. */
async function touchesOf(names: readonly string[], tenantId: string): Promise<readonly Touch[]> {
  const touches: Touch[] = [];
  const { client } = new MemoryDynamo((touch) => touches.push(touch));
  const commands = tenantCommands(new Table({ client, tableName: 'table', log: new FakeLog() }), noBucket);
  const call: Call = { tenantId, id: 'x_1', name: 'node', hash: 'h' };
  // What must be there first, for others to have something to read.
  for (const name of ['createWorkflow', 'publish', 'createRun']) await commands[name]?.(call).catch(() => {});
  touches.length = 0;
  for (const name of names) await commands[name]?.(call).catch(() => {});
  return touches;
}

describe.each(Object.keys(USES))('the session of %s for a tenant', (name) => {
  let stage: Synthesized;
  let statements: readonly Statement[];
  let table: string;

  /** Every statement of the role that the function takes. */
  const statementsOf = (role: string): Statement[] =>
    Object.entries(stage.resources('AWS::IAM::Policy'))
      .filter(([id]) => new RegExp(`^${role}Role(DefaultPolicy)?[0-9A-Z]`, 'i').test(id))
      .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement as Statement[])
      .map((statement) => ({ ...statement, Resource: [statement.Resource].flat().map((one) => stage.spell(one)) }));

  beforeAll(() => {
    stage = synthesize('prod');
    statements = statementsOf(`${name}Tenant`);
    table = stage.spell(
      (
        statements.find(({ Action }) => String([Action].flat()[0]).startsWith('dynamodb:')) ?? { Resource: '' }
      ).Resource.toString(),
    );
  });

  const asked = (touch: Touch, action: string, tenantId: string | undefined): Asked => ({
    action: `dynamodb:${action}`,
    resource: touch.index === undefined ? table : `${table}/index/${touch.index}`,
    context: {
      'dynamodb:LeadingKeys': [touch.partition],
      ...(tenantId !== undefined && { [`aws:PrincipalTag/${TENANT_TAG}`]: tenantId }),
    },
  });

  it("may do all that the function does with the tenant's items, and nothing with those of others", async () => {
    const touches = await touchesOf(USES[name] ?? [], OWN);
    expect(touches.length).toBeGreaterThan(5);
    for (const touch of touches) {
      for (const action of ACTIONS[touch.operation] ?? []) {
        const told = `${action} ${touch.index ?? ''} ${touch.partition}`;
        expect(isAllowed(statements, asked(touch, action, OWN)), told).toBe(true);
        for (const other of [...FOREIGN, undefined]) {
          expect(isAllowed(statements, asked(touch, action, other)), `${other}: ${told}`).toBe(false);
        }
      }
    }
  });

  it('may do nothing with items of no tenant, and nothing that names no partition', () => {
    const partitions = ['TENANTS#', 'APIKEY#h#', 'USER#h#', 'DUE#0#', 'MIGRATIONS#', `AUDIT#${OWN}#`, `TENANT#${OWN}`];
    for (const action of new Set(Object.values(ACTIONS).flat())) {
      for (const partition of partitions) {
        const touch = { operation: 'any', partition, items: [] };
        expect(isAllowed(statements, asked(touch, action, OWN)), `${action} ${partition}`).toBe(false);
      }
      const request = asked({ operation: 'any', partition: '', items: [] }, action, OWN);
      const { 'dynamodb:LeadingKeys': _keys, ...context } = request.context;
      expect(isAllowed(statements, { ...request, context }), `${action} without keys`).toBe(false);
    }
  });

  it('has no right to scan, to PartiQL, or to any table action without a condition', () => {
    for (const { Action, Condition } of statements) {
      const actions = [Action].flat().filter((action) => action.startsWith('dynamodb:'));
      expect(actions.filter((action) => /Scan|PartiQL|\*/.test(action))).toEqual([]);
      if (actions.length > 0) expect(Condition).toHaveProperty('ForAllValues:StringLike');
    }
  });

  it('reaches objects of the tenant alone', () => {
    const bodies = statements.filter(({ Action }) => String(Action).startsWith('s3:'));
    for (const { Action, Resource } of bodies) {
      const bucket = String([Resource].flat()[0]).split('/')[0] ?? '';
      const key = (tenantId: string) => `${bucket}/${objects.runBody('days-8', tenantId, 'run_1', 'output')}`;
      const context = { [`aws:PrincipalTag/${TENANT_TAG}`]: OWN };
      const ask = (resource: string) =>
        [Action].flat().every((action) => isAllowed(statements, { action, resource, context }));
      expect(ask(key(OWN))).toBe(true);
      for (const other of FOREIGN) expect(ask(key(other)), other).toBe(false);
    }
  });

  it("is the only way of the function to tenants' data", () => {
    const own = statementsOf(name).filter(({ Action }) => /^(?:dynamodb|s3):/.test(String([Action].flat()[0])));
    for (const touch of [`TENANT#${OWN}#`, `TENANT#${OWN}#RUN#x#`]) {
      for (const action of new Set(Object.values(ACTIONS).flat())) {
        const request = asked({ operation: 'any', partition: touch, items: [] }, action, OWN);
        expect(isAllowed(own, request), `${action} ${touch}`).toBe(false);
      }
    }
  });

  it('can be had by the function alone, for one named tenant', () => {
    const [[, role] = []] = Object.entries(stage.resources('AWS::IAM::Role')).filter(([id]) =>
      id.startsWith(`${name}TenantRole`),
    );
    const trust = role?.Properties.AssumeRolePolicyDocument.Statement;
    expect(trust).toHaveLength(1);
    expect(stage.spell(trust[0].Principal.AWS)).toMatch(new RegExp(`^${name}\\w*Role`));
    const { Effect, Action, Condition } = trust[0];
    const trusting: Statement[] = [{ Effect, Action, Condition, Resource: '*' }];
    const take = (context: Asked['context']) =>
      isAllowed(trusting, { action: 'sts:AssumeRole', resource: 'role', context });
    const tags = { 'aws:TagKeys': [TENANT_TAG] };
    expect(take({ ...tags, [`aws:RequestTag/${TENANT_TAG}`]: OWN })).toBe(true);
    expect(take({})).toBe(false);
    expect(take({ ...tags, [`aws:RequestTag/${TENANT_TAG}`]: 'platform' })).toBe(false);
    expect(take({ 'aws:TagKeys': [TENANT_TAG, 'other'], [`aws:RequestTag/${TENANT_TAG}`]: OWN })).toBe(false);
  });
});

describe('the check of policies', () => {
  const open: Statement = { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: 'table' };
  const request = (partition: string | undefined): Asked => ({
    action: 'dynamodb:GetItem',
    resource: 'table',
    context: {
      [`aws:PrincipalTag/${TENANT_TAG}`]: 'a',
      ...(partition !== undefined && { 'dynamodb:LeadingKeys': [partition] }),
    },
  });
  const held = (pattern: string, guards: object = { Null: { 'dynamodb:LeadingKeys': 'false' } }): Statement => ({
    ...open,
    Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [pattern] }, ...guards },
  });

  it.each([
    ['without a condition', open, 'TENANT#b#'],
    ['without the delimiter', held(`TENANT#\${aws:PrincipalTag/${TENANT_TAG}}*`), 'TENANT#ab#'],
    ['without the guard against absence', held(`TENANT#\${aws:PrincipalTag/${TENANT_TAG}}#*`, {}), undefined],
  ])('finds a policy %s open', (_what, statement, partition) => {
    expect(isAllowed([statement], request(partition))).toBe(true);
    expect(isAllowed([held(`TENANT#\${aws:PrincipalTag/${TENANT_TAG}}#*`)], request(partition))).toBe(false);
  });
});
