import { DescribeContinuousBackupsCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** The longest that DynamoDB offers, and what it does unless told otherwise. */
const DEFAULT_DAYS = 35;
const DAY_MS = 86_400_000;

/**
 * For how many days the table can be brought back to how it was; 0 when it cannot. Backups that somebody has made
 * themselves are not known here.
 */
export async function backupDays(client: DynamoDBClient, tableName: string): Promise<number> {
  const answer = await client.send(new DescribeContinuousBackupsCommand({ TableName: tableName }));
  const { PointInTimeRecoveryDescription: recovery } = answer.ContinuousBackupsDescription ?? {};
  if (recovery?.PointInTimeRecoveryStatus !== 'ENABLED') return 0;
  return recovery.RecoveryPeriodInDays ?? DEFAULT_DAYS;
}

/**
 * Since when something that is deleted now is gone for good, in words.
 * @param now epoch milliseconds
 */
export function finality(days: number, now: number): string {
  if (days === 0) return 'It is final now: the table keeps no backups of its own.';
  const date = new Date(now + days * DAY_MS).toISOString().slice(0, 10);
  return (
    `It is final after ${date}: until then point-in-time recovery can bring the table back to a moment of the last ` +
    `${days} days. Backups and exports that you have made yourself are yours to delete.`
  );
}
