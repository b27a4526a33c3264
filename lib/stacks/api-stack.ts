import { CfnOutput, Duration, Lazy, Stack, type StackProps } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { TABLE } from '../../shared/contract/table.ts';
import type { DeploymentOptions, StageSettings } from '../config.ts';
import { HttpApi } from '../constructs/http-api.ts';
import { MailSender } from '../constructs/mail-sender.ts';
import { StepwellFunction } from '../constructs/stepwell-function.ts';
import type { DataStack } from './data-stack.ts';
import type { EngineStack } from './engine-stack.ts';
import type { IdentityStack } from './identity-stack.ts';

interface ApiStackProps extends StackProps {
  readonly settings: StageSettings;
  readonly options: DeploymentOptions;
  readonly data: DataStack;
  readonly engine: EngineStack;
  readonly identity: IdentityStack;
}

/** What callers meet: the REST API, the authorizer, one function per resource. */
export class ApiStack extends Stack {
  readonly http: HttpApi;
  readonly functions;

  constructor(scope: Construct, id: string, props: ApiStackProps) {
    super(scope, id, props);
    const { settings } = props;
    const authorizer = this.#authorizer(props);
    const account = this.#account(props);
    const audit = this.#audit(props);
    const connections = this.#connections(props);
    const docs = this.#docs(props);
    const oauth = this.#oauth(props);
    const workflows = this.#workflows(props);
    const runs = this.#runs(props);
    const status = this.#status(props);
    const system = this.#system(props);
    this.functions = { authorizer, account, audit, connections, docs, oauth, workflows, runs, status, system };
    this.http = new HttpApi(this, 'Http', {
      settings,
      waf: props.options.waf ?? settings.webAcl,
      authorizer: authorizer.live,
      functions: {
        'api-account': account.live,
        'api-audit': audit.live,
        'api-connections': connections.live,
        'api-docs': docs.live,
        'api-oauth': oauth.live,
        'api-workflows': workflows.live,
        'api-runs': runs.live,
        'api-status': status.live,
        'api-system': system.live,
      },
    });
    new CfnOutput(this, 'ApiId', { value: this.http.api.restApiId });
    new CfnOutput(this, 'ApiStage', { value: this.http.api.deploymentStage.stageName });
    new CfnOutput(this, 'ApiUrl', { value: this.http.api.url });
  }

  #authorizer({ settings, options, data, identity: { people } }: ApiStackProps) {
    const authorizer = new StepwellFunction(this, 'AuthorizerFunction', {
      settings,
      name: 'authorizer',
      timeout: Duration.seconds(5),
      environment: {
        TABLE_NAME: data.table.table.tableName,
        USER_POOL_ID: people.pool.userPoolId,
        USER_POOL_CLIENT_ID: people.client.userPoolClientId,
        OIDC_ISSUER: options.oidcIssuer,
        OIDC_AUDIENCE: options.oidcAudience,
        TOKEN_MAX_AGE_HOURS: String(options.tokenHours),
      },
    });
    data.table.grantIdentity(authorizer, 'GetItem');
    // Of the whole authorizer this is all that writes: when a key was last used.
    data.table.grantSetAttribute(authorizer, 'lastUsedAt');
    return authorizer;
  }

  #account({ settings, options: { mailFrom, appUrl }, data }: ApiStackProps) {
    const account = new StepwellFunction(this, 'Account', {
      settings,
      name: 'api-account',
      environment: { TABLE_NAME: data.table.table.tableName, MAIL_FROM: mailFrom, APP_URL: appUrl },
    });
    data.table.grantIdentity(account, 'GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem');
    data.table.grantIdempotency(account);
    data.table.grantAudit(account);
    if (mailFrom !== undefined) new MailSender(this, 'MailSender', { from: mailFrom }).grantSend(account);
    return account;
  }

  #audit({ settings, data }: ApiStackProps) {
    const audit = new StepwellFunction(this, 'Audit', {
      settings,
      name: 'api-audit',
      environment: { TABLE_NAME: data.table.table.tableName },
    });
    data.table.grantReadAudit(audit.forTenants());
    // What it refuses and what it hands out is told as well.
    data.table.grantAudit(audit);
    return audit;
  }

  #connections(props: ApiStackProps) {
    const { settings, data } = props;
    const connections = new StepwellFunction(this, 'Connections', {
      settings,
      name: 'api-connections',
      environment: this.#connectionEnvironment(props),
    });
    const tenants = connections.forTenants();
    data.table.grantTenant(tenants, 'GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem');
    data.table.grantAudit(connections);
    data.secretsKey.grantSeal(tenants, ['connection', 'webhook', 'oauth']);
    // To be shown to owners, to be tried, and to go on with a fingerprint.
    data.secretsKey.grantOpen(tenants, ['connection', 'webhook', 'oauth']);
    return connections;
  }

  /** Anybody may call it, so it reaches tokens only, and no credential of a connection. */
  #oauth(props: ApiStackProps) {
    const { settings, data } = props;
    const oauth = new StepwellFunction(this, 'OAuth', {
      settings,
      name: 'api-oauth',
      environment: this.#connectionEnvironment(props),
    });
    const tenants = oauth.forTenants();
    data.table.grantTenant(tenants, 'GetItem', 'UpdateItem', 'DeleteItem');
    data.table.grantAudit(oauth);
    data.secretsKey.grantSeal(tenants, ['oauth']);
    data.secretsKey.grantOpen(tenants, ['oauth']);
    return oauth;
  }

  #connectionEnvironment({ options, data }: ApiStackProps) {
    return {
      TABLE_NAME: data.table.table.tableName,
      SECRETS_KEY_ARN: data.secretsKey.key.keyArn,
      OUTBOUND_ALLOW: options.outboundAllow,
      OUTBOUND_DENY: options.outboundDeny,
      PUBLIC_URL: this.#publicUrl(options),
    };
  }

  /** The API is made after its functions. */
  #publicUrl({ publicUrl }: DeploymentOptions): string {
    return publicUrl ?? Lazy.string({ produce: () => this.http.address });
  }

  /** Reads nothing but its own files. */
  #docs({ settings, options }: ApiStackProps) {
    return new StepwellFunction(this, 'Docs', {
      settings,
      name: 'api-docs',
      environment: { PUBLIC_URL: this.#publicUrl(options) },
    });
  }

  #workflows({ settings, data }: ApiStackProps) {
    const workflows = new StepwellFunction(this, 'Workflows', {
      settings,
      name: 'api-workflows',
      environment: { TABLE_NAME: data.table.table.tableName },
    });
    data.table.grantTenant(workflows.forTenants(), 'GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem');
    data.table.grantAudit(workflows);
    return workflows;
  }

  #runs({ settings, data, engine }: ApiStackProps) {
    const runs = new StepwellFunction(this, 'Runs', {
      settings,
      name: 'api-runs',
      environment: {
        TABLE_NAME: data.table.table.tableName,
        BUCKET_NAME: data.bodies.bucket.bucketName,
        STATE_MACHINE_ARN: engine.machine.machine.stateMachineArn,
      },
    });
    const tenants = runs.forTenants();
    data.table.grantTenant(tenants, 'GetItem', 'Query', 'PutItem', 'UpdateItem');
    data.table.grantTenantIndex(tenants, TABLE.runsIndex);
    data.table.grantAudit(runs);
    data.bodies.grantRead(tenants);
    data.bodies.grantWrite(tenants);
    engine.machine.grantStart(runs);
    engine.machine.grantWake(runs);
    return runs;
  }

  #status(props: ApiStackProps) {
    const { settings } = props;
    const environment = healthEnvironment(props);
    const status = new StepwellFunction(this, 'Status', { settings, name: 'api-status', environment });
    grantHealth(status, props);
    return status;
  }

  /** Anybody may call it, so it reaches nothing that is a tenant's. */
  #system(props: ApiStackProps) {
    const { settings } = props;
    const environment = healthEnvironment(props);
    const system = new StepwellFunction(this, 'System', { settings, name: 'api-system', environment });
    grantHealth(system, props);
    return system;
  }
}

const healthEnvironment = ({ data, engine }: ApiStackProps) => ({
  TABLE_NAME: data.table.table.tableName,
  DATA_KEY_ARN: data.dataKey.key.keyArn,
  SECRETS_KEY_ARN: data.secretsKey.key.keyArn,
  STATE_MACHINE_ARN: engine.machine.machine.stateMachineArn,
  EVENT_BUS_NAME: data.events.eventBusName,
});

/** Asking whether things are there and usable. */
function grantHealth(grantee: IGrantable, { data, engine }: ApiStackProps): void {
  data.table.grantProbe(grantee);
  data.dataKey.grantDescribe(grantee);
  data.secretsKey.grantDescribe(grantee);
  data.events.grantDescribe(grantee);
  engine.machine.grantDescribe(grantee);
}
