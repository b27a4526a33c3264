import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { TABLE } from '../../shared/contract/table.ts';
import type { StageSettings } from '../config.ts';
import type { DataKey } from './data-key.ts';

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

  #grant(grantee: IGrantable, actions: readonly TableAction[], resource: string): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: actions.map((action) => `dynamodb:${action}`), resources: [resource] }),
    );
    this.#dataKey.grantUse(grantee);
  }
}
