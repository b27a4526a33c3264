import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { Effect, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { AUDIT_PREFIX, PROBE, TABLE } from '../../shared/contract/table.ts';
import {
  IDEMPOTENCY_PARTITIONS,
  IDENTITY_PARTITIONS,
  TENANT_PARTITIONS,
  TENANT_TRAIL,
} from '../../shared/contract/tenant-session.ts';
import type { StageSettings } from '../config.ts';
import type { DataKey } from './data-key.ts';
import type { TenantRole } from './tenant-role.ts';

/** What a function may do with items. Scans and PartiQL are absent on purpose. */
export type TableAction = 'GetItem' | 'Query' | 'PutItem' | 'UpdateItem' | 'DeleteItem';

interface MainTableProps {
  readonly settings: StageSettings;
  readonly dataKey: DataKey;
}

/** The one table. Keys and indexes are told in docs/architecture.md. */
export class MainTable extends Construct {
  readonly table: Table;
  readonly #dataKey: DataKey;

  constructor(scope: Construct, id: string, { settings, dataKey }: MainTableProps) {
    super(scope, id);
    this.#dataKey = dataKey;
    this.table = new Table(this, 'Table', {
      partitionKey: { name: TABLE.partitionKey, type: AttributeType.STRING },
      sortKey: { name: TABLE.sortKey, type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: dataKey.key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: TABLE.ttl,
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      deletionProtection: settings.stage === 'prod',
      removalPolicy: settings.removalPolicy,
    });
    this.table.addGlobalSecondaryIndex({
      indexName: TABLE.runsIndex,
      partitionKey: { name: TABLE.runsPartitionKey, type: AttributeType.STRING },
      sortKey: { name: TABLE.runsSortKey, type: AttributeType.STRING },
      projectionType: ProjectionType.ALL,
    });
    this.table.addGlobalSecondaryIndex({
      indexName: TABLE.dueIndex,
      partitionKey: { name: TABLE.dueShardKey, type: AttributeType.STRING },
      sortKey: { name: TABLE.dueAtKey, type: AttributeType.NUMBER },
      projectionType: ProjectionType.KEYS_ONLY,
    });
  }

  /** These actions on items, and the key that encrypts them. */
  grant(grantee: IGrantable, ...actions: TableAction[]): void {
    this.#grant(grantee, actions, this.table.tableArn);
  }

  grantQueryIndex(grantee: IGrantable, index: typeof TABLE.runsIndex | typeof TABLE.dueIndex): void {
    this.#grant(grantee, ['Query'], `${this.table.tableArn}/index/${index}`);
  }

  /** The same on who people, keys and tenants are, of every tenant, and on nothing that a tenant has made. */
  grantIdentity(grantee: IGrantable, ...actions: TableAction[]): void {
    this.#grantPartitions(grantee, actions, this.table.tableArn, IDENTITY_PARTITIONS);
  }

  /** Keeping answers to requests with an idempotency key, for those who serve people of no tenant, too. */
  grantIdempotency(grantee: IGrantable): void {
    const actions = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'] as const;
    this.#grantPartitions(grantee, actions, this.table.tableArn, [IDEMPOTENCY_PARTITIONS]);
  }

  /** The same on one tenant's items: that of the session. */
  grantTenant(grantee: TenantRole, ...actions: TableAction[]): void {
    this.#grantPartitions(grantee, actions, this.table.tableArn, [TENANT_PARTITIONS]);
  }

  grantTenantIndex(grantee: TenantRole, index: typeof TABLE.runsIndex): void {
    this.#grantPartitions(grantee, ['Query'], `${this.table.tableArn}/index/${index}`, [TENANT_PARTITIONS]);
  }

  /** Reading in a partition where nothing is: whether the table answers can be seen by it, and no more. */
  grantProbe(grantee: IGrantable): void {
    this.#grantPartitions(grantee, ['GetItem'], this.table.tableArn, [PROBE.pk]);
  }

  /** Changing this attribute of items and looking at no other for it: a note, not a change of what somebody may. */
  grantSetAttribute(grantee: IGrantable, attribute: string): void {
    const { partitionKey, sortKey } = TABLE;
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['dynamodb:UpdateItem'],
        resources: [this.table.tableArn],
        conditions: {
          'ForAllValues:StringEquals': { 'dynamodb:Attributes': [partitionKey, sortKey, attribute] },
          // For all of none is true.
          Null: { 'dynamodb:Attributes': 'false' },
        },
      }),
    );
    this.#dataKey.grantUse(grantee);
  }

  /**
   * Writing what happened into the trails of tenants, and nothing else with them, whatever other rights the role has. A
   * put could replace a record by its id, which is random and which nobody can read by this.
   */
  grantAudit(grantee: IGrantable): void {
    const trails = [`${AUDIT_PREFIX}*`];
    this.#grantPartitions(grantee, ['PutItem'], this.table.tableArn, trails);
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        actions: ['dynamodb:BatchWriteItem', 'dynamodb:DeleteItem', 'dynamodb:UpdateItem'],
        resources: [this.table.tableArn],
        conditions: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': trails } },
      }),
    );
  }

  /** Reading the trail of one tenant: that of the session. */
  grantReadAudit(grantee: TenantRole): void {
    this.#grantPartitions(grantee, ['Query'], this.table.tableArn, [TENANT_TRAIL]);
  }

  #grantPartitions(
    grantee: IGrantable,
    actions: readonly TableAction[],
    resource: string,
    partitions: readonly string[],
  ): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: actions.map((action) => `dynamodb:${action}`),
        resources: [resource],
        conditions: {
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': partitions },
          // For all of none is true.
          Null: { 'dynamodb:LeadingKeys': 'false' },
        },
      }),
    );
    this.#dataKey.grantUse(grantee);
  }

  #grant(grantee: IGrantable, actions: readonly TableAction[], resource: string): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: actions.map((action) => `dynamodb:${action}`), resources: [resource] }),
    );
    this.#dataKey.grantUse(grantee);
  }
}
