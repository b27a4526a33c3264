import { gunzipSync } from 'node:zlib';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListBucketsCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import {
  ListStateMachinesCommand,
  paginateGetExecutionHistory,
  paginateListExecutions,
  SFNClient,
} from '@aws-sdk/client-sfn';
import type { CloudInfo } from '../../local/cloud/info.ts';

/** One thing that the cloud has kept, as text. */
export interface Kept {
  readonly where: string;
  readonly text: string;
}

/** Everything that a local cloud has kept since a time: rows, objects, states of executions, log lines. */
export async function* dumpCloud(cloud: CloudInfo, since: number): AsyncGenerator<Kept> {
  yield* dumpTable(cloud);
  yield* dumpObjects(cloud);
  yield* dumpExecutions(cloud, since);
  yield* dumpLogs(cloud, since);
}

const aws = ({ endpoint, region }: CloudInfo) => ({
  endpoint,
  region,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

async function* dumpTable(cloud: CloudInfo): AsyncGenerator<Kept> {
  const client = new DynamoDBClient(aws(cloud));
  for await (const { Items = [] } of paginateScan({ client }, { TableName: cloud.tableName })) {
    for (const item of Items) yield { where: `row ${item.pk?.S} ${item.sk?.S}`, text: textOf(item) };
  }
  client.destroy();
}

/** Bodies are kept compressed: they are read as who opens them would. */
const textOf = (item: object): string =>
  JSON.stringify(item, (_name, value: unknown) => (value instanceof Uint8Array ? unpacked(value) : value));

function unpacked(bytes: Uint8Array): string {
  try {
    return gunzipSync(bytes).toString();
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
}

async function* dumpObjects(cloud: CloudInfo): AsyncGenerator<Kept> {
  const client = new S3Client({ ...aws(cloud), forcePathStyle: true });
  const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
  for (const { Name: Bucket } of Buckets.filter(({ Name }) => Name?.includes('stepwell'))) {
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket })) {
      for (const { Key } of Contents) {
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
        yield { where: `object ${Key}`, text: unpacked((await Body?.transformToByteArray()) ?? new Uint8Array()) };
      }
    }
  }
  client.destroy();
}

async function* dumpExecutions(cloud: CloudInfo, since: number): AsyncGenerator<Kept> {
  const client = new SFNClient({ ...aws(cloud), disableHostPrefix: true });
  const { stateMachines = [] } = await client.send(new ListStateMachinesCommand({}));
  for (const { stateMachineArn } of stateMachines) {
    for await (const { executions = [] } of paginateListExecutions({ client }, { stateMachineArn })) {
      for (const { executionArn, startDate } of executions.filter(({ startDate }) => Number(startDate) >= since)) {
        for await (const { events = [] } of paginateGetExecutionHistory({ client }, { executionArn })) {
          yield { where: `execution ${executionArn} ${startDate?.toISOString()}`, text: JSON.stringify(events) };
        }
      }
    }
  }
  client.destroy();
}

async function* dumpLogs(cloud: CloudInfo, since: number): AsyncGenerator<Kept> {
  const client = new CloudWatchLogsClient(aws(cloud));
  const { logGroups = [] } = await client.send(new DescribeLogGroupsCommand({}));
  for (const { logGroupName } of logGroups) {
    const request = { logGroupName, startTime: since, limit: 10_000 };
    const { events = [] } = await client.send(new FilterLogEventsCommand(request));
    for (const { message = '' } of events) yield { where: `log ${logGroupName}`, text: message };
  }
  client.destroy();
}
