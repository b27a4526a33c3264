import {
  ArnPrincipal,
  type IGrantable,
  type IPrincipal,
  type IRole,
  PolicyStatement,
  PrincipalWithConditions,
  Role,
  SessionTagsPrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { TENANT_TAG } from '../../shared/contract/tenant-session.ts';

interface TenantRoleProps {
  /** Role of the function that works for tenants. */
  readonly takenBy: IRole;
}

/** A session must say for which tenant it is. `ForAllValues` is true of a request without tags; the first line is not. */
const FOR_A_TENANT = {
  StringLike: { [`aws:RequestTag/${TENANT_TAG}`]: 'ten_*' },
  'ForAllValues:StringEquals': { 'aws:TagKeys': [TENANT_TAG] },
};

/**
 * What a function may do for one tenant. The function takes this role with the tenant's id as the session's tag, and
 * every grant of tenants' data names the tag, so a session reaches one tenant's data and nothing else.
 */
export class TenantRole extends Construct implements IGrantable {
  readonly role: Role;
  readonly grantPrincipal: IPrincipal;

  constructor(scope: Construct, id: string, { takenBy }: TenantRoleProps) {
    super(scope, id);
    const taker = new PrincipalWithConditions(new ArnPrincipal(takenBy.roleArn), FOR_A_TENANT);
    this.role = new Role(this, 'Role', { assumedBy: new SessionTagsPrincipal(taker) });
    this.grantPrincipal = this.role;
    takenBy.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['sts:AssumeRole', 'sts:TagSession'],
        resources: [this.role.roleArn],
        conditions: FOR_A_TENANT,
      }),
    );
  }
}
