import { beforeAll, describe, expect, it } from 'vitest';
import { keys } from '../../shared/contract/table.ts';
import { TENANT_TAG } from '../../shared/contract/tenant-session.ts';
import { isAllowed, type Statement } from '../support/iam.ts';
import { type Synthesized, synthesize } from '../support/synthesize.ts';

const OWN = 'ten_01JD3Z8S4J0000000000000001';
const FOREIGN = ['ten_01JD3Z8S4J0000000000000002', `${OWN}0`, OWN.slice(0, -1), '*', ''];
const WRITERS = ['Account', 'Audit', 'Connections', 'Workflows', 'Runs', 'Advance'];
const ACTIONS = ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'Scan'];

let stage: Synthesized;
beforeAll(() => {
  stage = synthesize('prod');
});

const statementsOf = (role: string): Statement[] =>
  Object.entries(stage.resources('AWS::IAM::Policy'))
    .filter(([id]) => new RegExp(`^${role}Role(DefaultPolicy)?[0-9A-Z]`).test(id))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement as Statement[])
    .map((statement) => ({ ...statement, Resource: [statement.Resource].flat().map((one) => stage.spell(one)) }));

const tableOf = (statements: readonly Statement[]): string => {
  const onTable = statements.find(({ Action }) => [Action].flat().some((one) => one.startsWith('dynamodb:')));
  return String([onTable?.Resource ?? ''].flat()[0]);
};

/** What of a role's rights holds in a partition. */
const allowedIn = (statements: readonly Statement[], partition: string, tenantId?: string): string[] =>
  ACTIONS.filter((action) =>
    isAllowed(statements, {
      action: `dynamodb:${action}`,
      resource: tableOf(statements),
      context: {
        'dynamodb:LeadingKeys': [partition],
        ...(tenantId !== undefined && { [`aws:PrincipalTag/${TENANT_TAG}`]: tenantId }),
      },
    }),
  );

describe('the trail of a tenant', () => {
  it.each(WRITERS)('can be added to by %s, which changes and takes away nothing of it', (name) => {
    const statements = statementsOf(name);
    const allowed = allowedIn(statements, keys.audit(OWN));
    expect(allowed).toContain('PutItem');
    expect(allowed.filter((action) => /Update|Delete|Batch|Scan/.test(action))).toEqual([]);
  });

  it('stays closed to a function whose rights were wider, by the denial alone', () => {
    const [denial] = statementsOf('Account').filter(({ Effect }) => Effect === 'Deny');
    const wide: Statement = {
      Effect: 'Allow',
      Action: ['dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem'],
      Resource: '*',
    };
    expect(allowedIn([wide], keys.audit(OWN))).toEqual(expect.arrayContaining(['UpdateItem', 'DeleteItem']));
    expect(allowedIn([...(denial ? [denial] : []), wide], keys.audit(OWN))).toEqual([]);
  });

  it.each(WRITERS)('is not read by %s itself', (name) => {
    expect(allowedIn(statementsOf(name), keys.audit(OWN))).toEqual(['PutItem']);
  });

  it('is read in a session for its tenant, and by no other', () => {
    const session = statementsOf('AuditTenant');
    expect(allowedIn(session, keys.audit(OWN), OWN)).toEqual(['Query']);
    for (const other of FOREIGN) expect(allowedIn(session, keys.audit(OWN), other), other).toEqual([]);
    expect(allowedIn(session, keys.tenant(OWN).pk, OWN)).toEqual([]);
    expect(allowedIn(session, keys.audit(OWN))).toEqual([]);
  });
});
